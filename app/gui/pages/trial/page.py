"""The sixth step: all checks, live, then what is wrong with it first."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QTimer, Slot

from app.domain.address import EmailAddress
from app.domain.check import (
    CheckFinished,
    CheckRun,
    CheckSkipped,
    CheckStarted,
    PlanStarted,
)
from app.domain.compare import Changes
from app.domain.errors import InputError
from app.domain.organisation import gains
from app.domain.secret import Secret
from app.flow.journey import Step
from app.gui.cards import Card, Fold
from app.gui.fields import Field
from app.gui.labels import Words
from app.gui.look import Tone
from app.gui.notice import Notice
from app.gui.page import Page
from app.gui.pages.trial.changes import ChangesCard, keep_and_compare
from app.gui.pages.trial.job import Trial
from app.gui.pages.trial.progress import ProgressCard
from app.gui.pages.trial.shown_certificate import ShownCertificateCard
from app.gui.pages.trial.summary import SummaryCard
from app.gui.rows import FindingList, RowContent
from app.gui.tasks import in_thread
from app.gui.words import refusal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.domain.organisation.client import Client
    from app.gui.desk import Desk
    from app.gui.tasks import Say, Task

TICK_MS = 100


class TestPage(Page):
    """Rows come in the order of running, each at the end; sorted once nobody points at them."""

    __test__ = False  # a page of the wizard, not a test class

    def __init__(self, desk: Desk) -> None:
        super().__init__(Step.TEST, desk)
        self._task: Task | None = None
        self._recipients_error = self._send_as_error = ""
        self._shown_for = ""
        self._clock = QElapsedTimer()
        self._ticker = QTimer(self)
        self._ticker.setInterval(TICK_MS)
        self._ticker.timeout.connect(self._on_tick)
        self._build()

    @property
    def busy(self) -> str:
        return self.tr("Checks are running. Press Esc to cancel.") if self._task else ""

    @property
    def error(self) -> str:
        return self._recipients_error or self._send_as_error or self._certificate.error

    def enter(self) -> None:
        client = self.client_now()
        if not self._recipients_error:
            self._recipients.show_text(", ".join(str(item) for item in client.test_recipients))
        self._show_password(client)
        self._certificate.show_client(client)
        if self._task is None and self._shown_for != client.id:
            self._shown_for = client.id
            self._rows.clear()
            self._summary.hide()
            self._changes.hide()
            self._progress.rest(has_run=client.tested_at is not None)
            for finding in client.findings:
                self._rows.add(RowContent(finding=finding))
            if client.tested_at is not None:
                self._summary.show_findings(client.findings)

    def _show_password(self, client: Client) -> None:
        """Ask for it where the path signs in with one; the practice tenant's own is known."""
        wanted = client.path is not None and client.path.signs_in and not client.path.uses_oauth
        self._password.setVisible(wanted)
        self._more.setVisible(client.path is not None and client.path.signs_in)
        practice = self.desk.engine.clouds.practice
        if not wanted:
            self._password.show_text("")
        elif client.scenario and practice is not None and client.login is not None:
            self._password.show_text(practice.password(str(client.login)).reveal())

    @Slot()
    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def first_field(self) -> QWidget:
        return self._progress.run

    def _build(self) -> None:
        card = Card(self)
        self._recipients = Field(
            self.tr("Send a real test message &to"),
            "test.recipients",
            card,
            hint=self.tr(
                "One address inside and one outside, divided by commas. Empty: none is sent."
            ),
            example="you@contoso.com, you@example.org",
        )
        self._recipients.edited.connect(self._on_recipients_edited)
        card.body.addWidget(self._recipients)
        self._password = Field(
            self.tr("&Password of the sending mailbox"),
            "test.password",
            card,
            hint=self.tr("Used for this run and kept nowhere."),
        )
        self._password.hide_letters()
        self._more = Fold("test.more", card, title=self.tr("Try another From address"))
        self._send_as = Field(
            self.tr("Also try to send &as"),
            "test.send_as",
            self._more.body,
            hint=self.tr("Another From address, to see whether Send As is granted."),
            example="shop@contoso.com",
        )
        self._send_as.edited.connect(self._on_send_as_edited)
        card.body.addWidget(self._password)
        self._more.inside.addWidget(self._send_as)
        card.body.addWidget(self._more)
        self._certificate = ShownCertificateCard(self)
        self._certificate.changed.connect(self._allow_run)
        self._progress = ProgressCard(self)
        self._progress.run_asked.connect(self._on_run)
        self._progress.cancel_asked.connect(self.cancel)
        self._notice = Notice(self)
        self._summary = SummaryCard(self)
        self._changes = ChangesCard(self)
        self._rows = FindingList("test.findings", self.desk.message_for, self)
        self._skipped = Words("", self, tone=Tone.QUIET)
        self._skipped.hide()
        for widget in (
            card,
            self._certificate,
            self._progress,
            self._notice,
            self._summary,
            self._changes,
            self._rows,
            self._skipped,
        ):
            self.column.addWidget(widget)

    @Slot()
    def _on_recipients_edited(self) -> None:
        typed = self._recipients.text().replace(";", ",").split(",")
        try:
            found = tuple(EmailAddress.parse(text) for text in typed if text.strip())
        except InputError as error:
            self._recipients_error = refusal(error)
        else:
            self._recipients_error = ""
            self.desk.take(replace(self.client_now(), test_recipients=found))
        self._recipients.show_error(self._recipients_error)
        self._allow_run()

    @Slot()
    def _on_send_as_edited(self) -> None:
        typed = self._send_as.text()
        self._send_as_error = ""
        try:
            if typed:
                EmailAddress.parse(typed)
        except InputError as error:
            self._send_as_error = refusal(error)
        self._send_as.show_error(self._send_as_error)
        self._allow_run()

    @Slot()
    def _allow_run(self) -> None:
        self._progress.run.setEnabled(not self.error)
        self.changed.emit()

    @Slot()
    def _on_run(self) -> None:
        if self._task is not None:
            return
        client = self.client_now()

        typed = self._password.text()
        password = Secret(typed) if typed else None

        send_as = "" if self._more.isHidden() else self._send_as.text()
        certificate = self._certificate.certificate()
        trial = Trial(client=client, password=password, send_as=send_as, certificate=certificate)

        async def job(say: Say) -> CheckRun:
            return await trial.run(self.desk.engine, say)

        self._rows.clear()
        self._summary.hide()
        self._changes.hide()
        self._skipped.hide()
        self._notice.show_error(None)
        self._progress.begin()
        self._clock.start()
        self._ticker.start()
        task = self._task = self.desk.run(job)
        task.progress.connect(self._on_event)
        task.succeeded.connect(self._on_done)
        task.failed.connect(self._on_failed)
        task.cancelled.connect(self._on_cancelled)
        task.finished.connect(self._on_finished)
        self.desk.set_busy(busy=True)

    @Slot(object)
    def _on_event(self, event: object) -> None:
        match event:
            case PlanStarted():
                self._progress.show_plan(event.checks)
            case CheckStarted():
                self._progress.show_started(event.id)
            case CheckFinished():
                self._progress.show_ended(event.id)
                for finding in event.findings:
                    self._rows.add_new(RowContent(finding=finding, transcript=event.transcript))
            case CheckSkipped():
                self._progress.show_ended(event.id)
            case _:
                pass

    @Slot(object)
    def _on_done(self, run: CheckRun) -> None:
        now = gains.tested(self.client_now(), run)
        self.desk.take(now)
        self._shown_for = now.id
        self._rows.sort(run.findings)
        self._rows.open_worst()
        self._summary.show_findings(now.findings)
        if run.skipped:
            names = ", ".join(self._progress.title_of(check.id) for check in run.skipped)
            text = self.tr("Not run, since an earlier check did not succeed: %1.")
            self._skipped.setText(text.replace("%1", names))
            self._skipped.show()
        self._progress.finish(run.elapsed_s)
        if not now.scenario:  # practice is to be played with, not watched
            self._keep(run)

    def _keep(self, run: CheckRun) -> None:
        """Keep it with its client, which must be on disk before."""
        self.desk.keeper.then(partial(self._keep_now, run))

    def _keep_now(self, run: CheckRun) -> None:
        if self.desk.client is None:
            return
        call = partial(keep_and_compare, self.desk.engine, self.client_now(), run)
        task = self.desk.run(in_thread(call))
        task.succeeded.connect(partial(self._on_compared, run))
        task.failed.connect(self._notice.show_failure)

    def _on_compared(self, run: CheckRun, changes: object) -> None:
        client = self.desk.client
        is_of_this_run = client is not None and client.tested_at == run.started
        if isinstance(changes, Changes) and is_of_this_run and self._task is None:
            self._changes.show_changes(changes)

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        self._progress.rest(has_run=False)
        self._notice.show_failure(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._progress.show_cancelled()

    @Slot()
    def _on_finished(self) -> None:
        self._task = None
        self._ticker.stop()
        self.desk.set_busy(busy=False)
        self.changed.emit()

    @Slot()
    def _on_tick(self) -> None:
        self._progress.show_time(self._clock.elapsed() / 1000)
