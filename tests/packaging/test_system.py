"""What is asked of the system, by package manager, and the list that the tests bring along."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from pathlib import Path

import pytest
from bootstrap import qt, system

LIST = Path(__file__).resolve().parents[2] / "packaging" / "packages.txt"
QT_FILES = (
    "plugins/platforms/libqxcb.so",
    "plugins/platforms/libqoffscreen.so",
    "plugins/platforms/libqwayland.so",
    "plugins/xcbglintegrations/*.so",
    *(f"lib/libQt6{part}.so.6" for part in ("Core", "DBus", "Gui", "Widgets", "XcbQpa")),
)
BROUGHT_ALONG = ("libQt6", "libicu", "libc.", "libm.", "libstdc++", "libgcc_s", "libpthread")
"""By PySide6 itself, and by every Linux that can run a wheel at all."""


def test_list_tells_packages_from_what_is_unpacked_and_answered(tmp_path: Path) -> None:
    path = tmp_path / "packages.txt"
    path.write_text("# why\n\nknot\nunpack exim a b\nanswer p q/r select No thing\n", "utf-8")
    found = system.read_list(path)
    assert found.install == ("knot",)
    assert found.unpack == {"exim": ("a", "b")}
    assert found.answers == ("p q/r select No thing",)


def test_our_list_names_each_package_once() -> None:
    packages = system.read_list(LIST).install
    assert sorted(packages) == sorted(set(packages))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Qt's plugins for Linux")
def test_every_library_that_qt_links_to_is_looked_for() -> None:
    """Read from Qt's own files, so that a new PySide6 with a new need fails here first."""
    place = importlib.util.find_spec("PySide6")
    assert place
    assert place.submodule_search_locations
    folder = Path(place.submodule_search_locations[0]) / "Qt"
    linked = {
        name.decode()
        for pattern in QT_FILES
        for path in folder.glob(pattern)
        for name in re.findall(rb"\0(lib[\w.+-]+\.so\.\d+)(?=\0)", path.read_bytes())
    }
    theirs = {name for name in linked if not name.startswith(BROUGHT_ALONG)}
    assert theirs
    assert theirs <= {need.name for need in (*qt._DRAWING, *qt._X11, *qt._WAYLAND)}


def test_a_library_that_is_nowhere_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = qt.Need("libsendwright-nowhere.so.9", "apt-name", "dnf-name", "pacman-name")
    monkeypatch.setattr(qt, "_DRAWING", (absent, absent))
    found = [need for need in qt.missing_libraries({}) if need == absent]
    assert qt.packages(found, "apt-get") == ("apt-name",)
    assert qt.packages(found, "dnf") == ("dnf-name",)
    assert qt.packages(found, "pacman") == ("pacman-name",)


def test_wayland_libraries_are_asked_for_on_wayland_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qt, "_can_load", lambda _: False)
    on_x11 = set(qt.missing_libraries({}))
    on_wayland = set(qt.missing_libraries({"WAYLAND_DISPLAY": "wayland-0"}))
    assert {need.apt for need in on_wayland - on_x11} == {
        "libwayland-client0",
        "libwayland-cursor0",
    }


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="asks dpkg, which Debian has")
def test_dpkg_says_what_is_missing() -> None:
    wanted = ("dpkg", "sendwright-no-such-package")
    assert system.missing_packages(wanted) == ("sendwright-no-such-package",)
