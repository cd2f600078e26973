"""An admin's approval of the app: given at this computer, or elsewhere by a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.domain.finding import Finding, Severity
from app.gui.browser import open_in_browser
from app.gui.buttons import Button, CopyButton
from app.gui.fields import Field
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.pages.prepare.proof import tell
from app.gui.pages.sign_in.state import BrowserAsked, BrowserCard
from app.gui.text import visible
from app.gui.words import refusal, word
from app.services.signing_in.registering import approve_here, consent_link, judge_consent

if TYPE_CHECKING:
    from app.gui.desk import Desk
    from app.gui.tasks import Job, Say


class ApprovalCard(BrowserCard):
    """Waits until an admin has decided on the page."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        title = self.tr("Waiting for an admin to approve")
        super().__init__(desk, parent, name="prepare.approval", title=title)

    def note(self) -> str:
        return self.tr("An admin signs in on the page and accepts; then the browser comes back.")


class ConsentBox(QWidget):
    """Copies the link, waits for an approval here, and judges one that was given elsewhere."""

    began = Signal(object)
    """Something runs: the task, which the page cancels on request."""
    approved = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._approve = Button(
            self.tr("Appro&ve on this computer"), "prepare.consent.approve", self, icon_name="globe"
        )
        self._copy = CopyButton(
            self.tr("Copy the lin&k for an admin"), "prepare.consent.copy", self._link, self
        )
        self._field = Field(
            self.tr("Or paste the a&ddress at which the admin’s browser ended"),
            "prepare.consent.address",
            self,
            hint=self.tr("It begins with %1 and has “admin_consent” in it.").replace(
                "%1", desk.engine.catalogue.tokens.redirect
            ),
        )
        self._judge = Button(self.tr("&Check the approval"), "prepare.consent.check", self)
        self._wait = ApprovalCard(desk, self)
        self._said = Words("", self, tone=Tone.QUIET)
        self._said.setObjectName("prepare.consent.said")
        self._arrange()
        self._approve.clicked.connect(self._on_approve)
        self._judge.clicked.connect(self._on_judge)
        self._field.edited.connect(self._on_edited)
        self._field.edit.returnPressed.connect(self._on_judge)
        self.allow()

    def allow(self) -> None:
        """Offer an approval once it is known which app is to be approved."""
        is_known = bool(self._link())
        for widget in (self._approve, self._copy, self._field):
            widget.setEnabled(is_known)
        self._judge.setEnabled(is_known and bool(self._field.text()))

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.MEDIUM)
        row = FlowLayout()
        row.addWidget(self._approve)
        row.addWidget(self._copy)
        column.addLayout(row)
        column.addWidget(self._wait)
        column.addWidget(self._field)
        column.addWidget(self._judge, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._said)
        self._said.hide()

    def _link(self) -> str:
        client = self._desk.client
        try:
            return consent_link(client, self._desk.engine.clouds) if client else ""
        except AppError:
            return ""

    @Slot()
    def _on_edited(self) -> None:
        self._field.show_error("")
        self._judge.setEnabled(bool(self._field.text()))

    @Slot()
    def _on_approve(self) -> None:
        client, clouds = self._desk.client, self._desk.engine.clouds
        if client is None:
            return

        async def job(say: Say) -> Finding:
            def ask(address: str) -> None:
                say(BrowserAsked(address=address))

            return await approve_here(client, clouds, ask)

        self._run(job)
        self._wait.begin(is_practice=bool(client.scenario))

    @Slot()
    def _on_judge(self) -> None:
        client, clouds = self._desk.client, self._desk.engine.clouds
        typed = self._field.text()
        if client is None or not typed:
            return

        async def job(_say: Say) -> Finding:
            return judge_consent(client, clouds, typed)

        self._run(job)

    def _run(self, job: Job) -> None:
        self._said.hide()
        task = self._desk.run(job)
        task.progress.connect(self._on_progress)
        task.succeeded.connect(self._on_judged)
        task.failed.connect(self._on_failed)
        task.finished.connect(self._on_finished)
        self._wait.cancelled.connect(task.cancel)
        for widget in (self._approve, self._field, self._judge):
            widget.setEnabled(False)
        self.began.emit(task)

    @Slot(object)
    def _on_progress(self, news: BrowserAsked) -> None:
        self._wait.show_address(news.address)
        client = self._desk.client
        if client is not None and not client.scenario:
            open_in_browser(news.address)

    @Slot(object)
    def _on_judged(self, finding: Finding) -> None:
        is_well = finding.severity is Severity.OK
        self._show(tell(finding), Tone.GOOD if is_well else Tone.WARNING)
        if is_well:
            self.approved.emit()

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        if isinstance(error, AppError):
            self._field.show_error("")
            self._show(visible("\n".join((refusal(error), *word(error.finding).fix))), Tone.WARNING)

    def _show(self, text: str, tone: Tone) -> None:
        self._said.setText(text)
        self._said.set_tone(tone)
        self._said.show()

    @Slot()
    def _on_finished(self) -> None:
        self._wait.hide()
        self.allow()
