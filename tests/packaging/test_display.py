"""A display is there only when it answers."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from bootstrap.display import has_display


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """The name of a socket may have some hundred letters; the folder of a test often has more."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_windows_and_macos_have_a_display_without_naming_it(platform: str) -> None:
    assert has_display({}, platform)


def test_linux_without_a_named_display_has_none() -> None:
    assert not has_display({}, "linux")


@pytest.mark.parametrize("display", [":4711", "localhost:4711", "nonsense", ":", "127.0.0.1:x"])
def test_a_display_that_nobody_serves_is_none(display: str) -> None:
    assert not has_display({"DISPLAY": display}, "linux")


def test_an_x_server_over_tcp_is_a_display() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1] - 6000
        assert has_display({"DISPLAY": f"127.0.0.1:{number}.0"}, "linux")


def test_a_wayland_socket_that_listens_is_a_display(short_folder: Path) -> None:
    env = {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": str(short_folder)}
    assert not has_display(env, "linux")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(short_folder / "wayland-9"))
        server.listen()
        assert has_display(env, "linux")


def test_windows_that_nobody_sees_are_no_display() -> None:
    assert not has_display({"QT_QPA_PLATFORM": "offscreen"}, "win32")
