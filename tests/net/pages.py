"""Walks the wizard and keeps what each of its pages tells assistive programs."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop, QLocale, QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QPlainTextEdit

from app.domain.organisation.draft import Draft
from app.domain.path import SendingPath
from app.flow.journey import Step
from app.gui.rows import FindingRow
from app.gui.start import Wizard, make_application
from app.services.clients import draft_client
from app.services.engine import Engine
from app.store.folders import Folders
from tests.gui.driver import Driver
from tests.net.accessible import tell
from tests.net.parts import Part, write, write_beside
from tests.net.replacing import Replacer, names_of, replacer_for, start_tenant
from tests.net.surroundings import somewhere

_PATIENCE_MS = 20_000
_REFUSED = (
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."
)


class _Patience:
    """Waits as tests do, without being one."""

    def waitUntil(self, condition: Callable[[], bool], *, timeout: int = _PATIENCE_MS) -> None:
        ends = QDeadlineTimer(timeout)
        while not condition():
            if ends.hasExpired():
                raise TimeoutError(condition)
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


class Album:
    """The pages of one walk, in order."""

    def __init__(self, driver: Driver, replacer: Replacer) -> None:
        self._replacer = replacer
        self.driver = driver
        self.parts: list[Part] = []

    def keep(self, what: str = "") -> None:
        """Keep the window as it stands now."""
        self.driver.settle()
        told = self._replacer.replace("\n".join(tell(self.driver.window)))
        self.parts.append(Part(what or self.driver.step.value, tuple(told.splitlines())))

    def next(self) -> Step:
        step = self.driver.next()
        self.keep()
        return step


def record_pages() -> dict[str, str]:
    """A file for each walk; the later ones are written beside the first."""
    oauth = SendingPath.SMTP_AUTH_OAUTH
    base = _practise(oauth, "all_well")
    others = {
        "first_run": _first_run(),
        "practice.relay_ip": _practise(SendingPath.RELAY_IP, "all_well"),
        "practice.refused": _practise(oauth, "smtp_auth_off_for_tenant"),
        "real_client.relay_ip": _real_client(),
    }
    name = "practice.smtp_auth_oauth"
    beside = {other: write_beside(parts, base, name) for other, parts in others.items()}
    return {f"pages/{name}.txt": write(base)} | {
        f"pages/{other}.txt": text for other, text in beside.items()
    }


def _first_run() -> list[Part]:
    """What somebody sees who opens the program for the first time, help and all."""
    with _open() as album:
        album.keep("nothing done yet")
        album.driver.press("window.help")
        album.keep("help")
        album.driver.press("window.help")
        album.driver.press("window.explain")
        view = album.driver.find("explain.text", QPlainTextEdit)
        view.setPlainText(_REFUSED)
        album.driver.wait(lambda: album.driver.has("explain.rows.row0"))
        album.keep("an error explained")
        album.driver.press("explain.close")
        return album.parts


def _practise(path: SendingPath, scenario: str) -> list[Part]:
    """All steps in the practice tenant."""
    with _open() as album:
        driver = album.driver
        driver.choose("client.scenario", scenario)
        driver.press("client.practise")
        album.keep()
        album.next()
        album.next()
        _take_path(driver, path)
        album.keep("path taken")
        _go_on(album)
        return album.parts


def _real_client() -> list[Part]:
    """All steps of a client that is kept, in a cloud of its own."""
    with somewhere() as folder, start_tenant("all_well") as tenant:
        engine = Engine(Folders.under(folder / "data"))
        engine.clouds.take(str(tenant.cloud_file))
        draft = Draft(typed=tenant.user, name="Office", path=SendingPath.RELAY_IP.value)
        client = draft_client(
            replace(draft, kinds=("device",), fixed_ips=("127.0.0.1",)),
            engine.clouds,
            engine.clients,
        )
        client = replace(client, test_recipients=tenant.recipients)
        engine.clients.save(client)
        with _wizard(engine) as driver:
            album = Album(driver, replacer_for(tenant, folder))
            album.keep("list of clients")
            driver.wizard.desk.open_client(client, at_start=True)
            album.keep()
            album.next()
            album.next()
            _go_on(album)
            return album.parts


def _go_on(album: Album) -> None:
    """Walk from the path to the end; sign in and test on the way."""
    driver = album.driver
    while driver.step is not Step.HAND_OVER:
        step = album.next()
        if step is Step.SIGN_IN:
            driver.press("sign_in.browser")
            driver.until_enabled("sign_in.wait.approve")
            driver.press("sign_in.wait.approve")
            album.keep("signed in")
        if step is Step.TEST:
            driver.press("test.run")
            driver.settle()
            _open_what_is_not_well(driver)
            album.keep("tested")


def _open_what_is_not_well(driver: Driver) -> None:
    for row in driver.window.findChildren(FindingRow):
        is_shut = row.isVisible() and not row.header.isChecked()
        if is_shut and not row.content.finding.is_well:
            driver.press(row.header.objectName())


def _take_path(driver: Driver, path: SendingPath) -> None:
    client = driver.wizard.desk.client
    if client is not None and client.path is not path:
        if driver.has(f"path.option.{path.value}"):
            driver.press(f"path.option.{path.value}")
        driver.press(f"path.use.{path.value}")


@contextmanager
def _open() -> Iterator[Album]:
    with somewhere() as folder, _wizard(Engine(Folders.under(folder / "data"))) as driver:
        yield Album(driver, Replacer(names=names_of(folder)))


@contextmanager
def _wizard(engine: Engine) -> Iterator[Driver]:
    """Open a window; its parts go on this thread, where another's collector would end all."""
    make_application()
    locale = QLocale()
    QLocale.setDefault(QLocale.c())
    gc.disable()
    wizard, patience = Wizard(engine=engine), _Patience()
    try:
        wizard.window.show()
        wizard.window.activateWindow()
        QCursor.setPos(wizard.window.mapToGlobal(QPoint(1, 1)))  # off every row
        patience.waitUntil(lambda: wizard.desk.is_ready)
        patience.waitUntil(lambda: not wizard.runner.is_busy)
        yield Driver(wizard, patience)
    finally:
        wizard.window.close()
        wizard.close()
        wizard.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        gc.enable()
        QLocale.setDefault(locale)
