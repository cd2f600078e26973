"""The fifth step: sign in by the browser or by a code, and keep the token in the keyring."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from app.domain.errors import InputError
from app.domain.organisation import gains
from app.domain.organisation.client import SignInMethod
from app.flow.journey import Step
from app.gui.browser import open_in_browser
from app.gui.notice import Notice
from app.gui.page import Page
from app.gui.pages.sign_in.app import AppCard
from app.gui.pages.sign_in.form import WaysForm
from app.gui.pages.sign_in.kept import KeptCard
from app.gui.pages.sign_in.paste import PasteCard
from app.gui.pages.sign_in.state import (
    BrowserAsked,
    BrowserCard,
    CodeCard,
    DoneCard,
    KeyringAsked,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.desk import Desk
    from app.gui.tasks import Job, Say, Task
    from app.services.signing_in.signing import DeviceCode, PendingPaste, SignedInClient


class SignInPage(Page):
    """Shows one card: what to press, a wait, the code, a field to paste in, or who signed in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(Step.SIGN_IN, desk)
        self._task: Task | None = None
        self._pending: PendingPaste | None = None
        """Waits for an address to be pasted; nothing runs meanwhile."""
        self._form = WaysForm(desk, self)
        self._form.edited.connect(self.changed)
        self._form.browser.clicked.connect(self._on_browser)
        self._form.code.clicked.connect(self._on_code)
        self._form.elsewhere.clicked.connect(self._on_elsewhere)
        self._app = AppCard(desk, self)
        self._app.asked.connect(self._on_app_asked)
        self.column.addWidget(self._form)
        self._notice = Notice(self, message_for=desk.message_for)
        self._browser = BrowserCard(desk, self)
        self._code = CodeCard(desk, self)
        self._paste = PasteCard(desk, self)
        self._done = DoneCard(self)
        self._kept = KeptCard(desk, self)
        self._cards = (self._browser, self._code, self._paste, self._done, self._kept)
        for widget in (self._notice, *self._cards, self._app):
            self.column.addWidget(widget)
        for waiting in (self._browser, self._code, self._paste):
            waiting.cancelled.connect(self.cancel)
        self._paste.pasted.connect(self._on_pasted)
        self._kept.forgotten.connect(self._on_forgotten)
        self._done.again.connect(self._on_again)

    @property
    def busy(self) -> str:
        return self.tr("Signing in … Press Esc to cancel.") if self._task is not None else ""

    @property
    def error(self) -> str:
        return self._form.error

    def enter(self) -> None:
        client = self.client_now()
        if self._pending is not None and self._pending.client.id != client.id:
            self._give_up_pasting()
        self._form.show_client(client)
        self._app.show_client()
        self._show_stage()
        if client.sign_in.signed_in_at is not None:
            self._kept.show_kept()

    @Slot()
    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
        elif self._pending is not None:
            self._give_up_pasting()
            self._show_stage()
            self.first_field().setFocus()

    def first_field(self) -> QWidget:
        if self._pending is not None:
            return self._paste.field.edit
        return self._form.browser if self._done.isHidden() else self._done.button

    def _show_stage(self) -> None:
        signed_in = self.client_now().sign_in.signed_in_at
        running = self._task is not None
        waiting = running or self._pending is not None
        self._form.setVisible(not waiting and signed_in is None)
        self._app.setVisible(signed_in is None and (not waiting or self._app.is_running))
        self._done.setVisible(not running and signed_in is not None)
        if not running:
            self._browser.hide()
            self._code.hide()
        if not waiting:
            self._paste.hide()
        if signed_in is not None:
            self._done.show_client(self.client_now())
        else:
            self._kept.show_signed_out()
        self.changed.emit()

    @Slot()
    def _on_browser(self) -> None:
        self._start(SignInMethod.BROWSER)

    @Slot()
    def _on_code(self) -> None:
        self._start(SignInMethod.DEVICE_CODE)

    @Slot()
    def _on_again(self) -> None:
        self.desk.take(gains.signed_out(self.client_now()))
        self._show_stage()
        self._form.browser.setFocus()

    def _start(self, method: SignInMethod) -> None:
        client = self.client_now()
        client = replace(client, sign_in=replace(client.sign_in, method=method))
        self.desk.take(client)

        async def job(say: Say) -> SignedInClient:
            def ask(address: str) -> None:
                say(BrowserAsked(address=address))

            def keep() -> None:
                say(KeyringAsked())

            return await self.desk.engine.signing.sign_in(
                client, method=method, open_browser=ask, show_code=say, keeping=keep
            )

        task = self._run(job)
        task.progress.connect(self._on_progress)
        task.succeeded.connect(self._on_signed_in)
        shown = self._browser if method is SignInMethod.BROWSER else self._code
        shown.begin(is_practice=bool(client.scenario))
        self._show_stage()

    def _run(self, job: Job) -> Task:
        self._notice.show_error(None)
        task = self._task = self.desk.run(job)
        task.failed.connect(self._on_failed)
        task.cancelled.connect(self._give_up_pasting)
        task.finished.connect(self._on_finished)
        self.desk.set_busy(busy=True)
        return task

    @Slot(object)
    def _on_app_asked(self, job: Job) -> None:
        task = self._run(job)
        task.succeeded.connect(self._on_signed_in)
        self._app.show_running(is_running=True)
        self._show_stage()

    @Slot()
    def _on_elsewhere(self) -> None:
        client = self.client_now()

        async def job(_say: Say) -> PendingPaste:
            return await self.desk.engine.signing.begin_pasted(client)

        self._run(job).succeeded.connect(self._on_link)
        self._paste.begin()
        self._show_stage()

    @Slot(object)
    def _on_link(self, pending: PendingPaste) -> None:
        self._pending = pending
        self._paste.show_link(pending.url)

    @Slot(str)
    def _on_pasted(self, address: str) -> None:
        pending, engine = self._pending, self.desk.engine
        if pending is None or self._task is not None:
            return

        async def job(_say: Say) -> SignedInClient:
            return await engine.signing.finish_pasted(pending, address)

        self._run(job).succeeded.connect(self._on_signed_in)
        self._show_stage()

    @Slot()
    def _give_up_pasting(self) -> None:
        if self._pending is not None:
            self._pending.close()
            self._pending = None

    @Slot()
    def _on_forgotten(self) -> None:
        self.desk.take(gains.signed_out(self.client_now()))
        self._show_stage()
        self._form.browser.setFocus()

    @Slot(object)
    def _on_progress(self, news: BrowserAsked | DeviceCode | KeyringAsked) -> None:
        match news:
            case KeyringAsked():
                self._browser.show_keeping()
                self._code.show_keeping()
            case BrowserAsked():
                self._browser.show_address(news.address)
                if not self.client_now().scenario:
                    open_in_browser(news.address)
            case _:
                self._code.show_code(news)

    @Slot(object)
    def _on_signed_in(self, signed_in: SignedInClient) -> None:
        self._give_up_pasting()
        self._app.clear()
        self._done.show_kept(signed_in)
        now = self.client_now()
        self.desk.take(replace(now, sign_in=signed_in.client.sign_in))
        self._kept.show_kept()

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        if isinstance(error, InputError) and self._pending is not None:
            self._paste.show_refused(error)
            return
        self._give_up_pasting()
        self._notice.show_failure(error)

    @Slot()
    def _on_finished(self) -> None:
        self._task = None
        self._app.show_running(is_running=False)
        self.desk.set_busy(busy=False)
        self._show_stage()
        if self._pending is None:
            self.first_field().setFocus()
