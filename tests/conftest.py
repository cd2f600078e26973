"""What every test stands on: no outside world, a home of its own, no keyring but what it brings."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests import outside

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_GIVEN = {
    "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    # git guesses from the name of the computer, and on a bare one it finds nothing to guess from
    "GIT_AUTHOR_NAME": "Contoso",
    "GIT_AUTHOR_EMAIL": "printer@contoso.com",
    "GIT_COMMITTER_NAME": "Contoso",
    "GIT_COMMITTER_EMAIL": "printer@contoso.com",
}
_CLEARED = (
    "DBUS_SESSION_BUS_ADDRESS",
    "SENDWRIGHT_CLOUD",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--onscreen", action="store_true", help="show the windows that tests open")


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--onscreen"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Whoever ends the run early still lets the servers that it started end.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    outside.close()
    # How long an example takes says how busy the computer is.
    settings.register_profile(
        "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _tools(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("needs_tools") and shutil.which("pwsh") is None:
        pytest.skip("needs PowerShell (pwsh) on the PATH")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell what is skipped for want of a tool from one place: the summary then counts it once."""
    report = yield
    if report.skipped and item.get_closest_marker("needs_tools"):
        report.longrepr = (__file__, 0, "needs PowerShell (pwsh) on the PATH")
    return report


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Redirect all that belongs to the person who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("HOME", str(home))
        patch.setenv("SENDWRIGHT_HOME", str(home / "sendwright"))
        for name, value in _GIVEN.items():
            patch.setenv(name, value)
        for name in _CLEARED:
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _own_home: None) -> Iterator[None]:
    """Give each test an empty data folder, and put back the environment and the keyring."""
    monkeypatch.setenv("SENDWRIGHT_HOME", str(tmp_path / "sendwright-home"))
    environment = dict(os.environ)
    yield
    if dict(os.environ) != environment:
        os.environ.clear()
        os.environ.update(environment)
    _empty_the_keyring()


def _empty_the_keyring() -> None:
    """Take back the backend that a test set; without one of its own it has none at all."""
    if "keyring.core" in sys.modules:
        import keyring.core

        keyring.core.init_backend()


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """Let windows be tested in the application that the program itself makes."""
    from app.gui.opening import Application

    return Application


@pytest.fixture(autouse=True)
def _outside_stays_closed() -> Iterator[None]:
    """Fail the test that tried to leave this computer, also where the product caught the error."""
    outside.ATTEMPTS.clear()
    yield
    attempts = tuple(outside.ATTEMPTS)
    outside.ATTEMPTS.clear()
    assert not attempts, f"left this computer: {attempts}"
