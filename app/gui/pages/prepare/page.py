"""The fourth step: what an admin does once, with this client's values filled in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from app.domain.errors import AppError
from app.domain.handover.missing_value import with_value
from app.domain.organisation import gains
from app.domain.path import SendingPath
from app.flow.journey import Step
from app.gui.cards import Card
from app.gui.fields import Field
from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.notice import Notice
from app.gui.page import Page
from app.gui.pages.prepare.consent import ConsentBox
from app.gui.pages.prepare.proof import Proof
from app.gui.pages.prepare.stack import StepStack
from app.gui.tasks import in_thread
from app.gui.words import refusal
from app.services.checking.checks import check
from app.services.preparing import steps_of
from app.services.signing_in.registering import check_app

if TYPE_CHECKING:
    from app.domain.check import CheckRun
    from app.domain.finding import Finding
    from app.domain.handover.admin_step import PreparedStep
    from app.domain.organisation.client import Client
    from app.gui.desk import Desk
    from app.gui.pages.prepare.relay_certificate import RelayCertificateCard
    from app.gui.tasks import Say, Task


class PreparePage(Page):
    """Step cards, ticked as they are done; a check from outside can tick some of them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(Step.PREPARE, desk)
        self._asked = ""
        self._application_error = ""
        self._task: Task | None = None
        self._build_application()
        self._certificate: RelayCertificateCard | None = None
        self._build_progress()
        self._notice = Notice(self)
        self._stack = StepStack(self)
        self._stack.ticked.connect(self._on_ticked)
        self._stack.check_asked.connect(self._on_check_asked)
        self._stack.value_given.connect(self._on_value_given)
        self.column.addWidget(self._notice)
        self.column.addWidget(self._stack)

    @property
    def busy(self) -> str:
        return self.tr("Checking … Press Esc to cancel.") if self._task is not None else ""

    @property
    def error(self) -> str:
        certificate = self._certificate.error if self._certificate is not None else ""
        return self._application_error or certificate or self._stack.error

    def enter(self) -> None:
        client = self.client_now()
        if not self._application_error:
            self._application.show_text(client.sign_in.application_id)
        needs_id = client.path is not None and client.path.uses_oauth
        self._application_card.setVisible(needs_id)
        self._show_certificate(client)
        self._refresh()

    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def first_field(self) -> QWidget | None:
        if not self._application_card.isHidden():
            return self._application.edit
        if self._certificate is not None and not self._certificate.isHidden():
            return self._certificate.first_field()
        return self._stack.first_field()

    def _build_application(self) -> None:
        card = self._application_card = Card(self, title=self.tr("App registration"))
        self._application = Field(
            self.tr("A&pplication (client) ID"),
            "prepare.application",
            card,
            hint=self.tr("The step below tells how an admin makes one, and where its ID stands."),
            example="00000000-0000-0000-0000-000000000000",
        )
        self._application.edited.connect(self._on_application_edited)
        card.body.addWidget(self._application)
        self.column.addWidget(card)

    def _build_progress(self) -> None:
        self._count = Words("", self, tone=Tone.QUIET)
        self._bar = QProgressBar(self)
        self._bar.setObjectName("prepare.progress")
        self._bar.setAccessibleName(self.tr("Steps done"))
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(Space.SMALL)
        self.column.addWidget(self._count)
        self.column.addWidget(self._bar)

    def _refresh(self) -> None:
        client = self.client_now()
        task = self.desk.run(in_thread(partial(steps_of, client, self.desk.engine.clouds)))
        task.succeeded.connect(self._on_steps)
        task.failed.connect(self._notice.show_failure)

    @Slot(object)
    def _on_steps(self, steps: tuple[PreparedStep, ...]) -> None:
        if self.desk.client is not None:
            client = self.client_now()
            self._stack.show_steps(steps, client)
            self._offer_approval()
            self._stack.show_signed_in(signed_in=client.sign_in.signed_in_at is not None)
            self._show_done()

    def _offer_approval(self) -> None:
        """Put the means of approving into its step, and let them follow what was typed."""
        for _id, card in self._stack.cards_by(Proof.APPROVAL):
            box = card.findChild(ConsentBox)
            if isinstance(box, ConsentBox):
                box.allow()
                continue
            box = ConsentBox(self.desk, card)
            box.began.connect(self._hold)
            box.approved.connect(self._on_approved)
            card.hold(box)

    def _show_done(self) -> None:
        done = self.client_now().prepared
        self._stack.show_done(done)
        total = len(self._stack.needed)
        ticked = len([id_ for id_ in self._stack.needed if id_ in done])
        text = self.tr("%1 of %2 done. You can go on and come back; the test will tell.")
        self._count.setText(text.replace("%1", str(ticked)).replace("%2", str(total)))
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(ticked)

    @Slot(str)
    def _on_application_edited(self, text: str) -> None:
        self._application_error = self._take_value("application_id", text)
        self._application.show_error(self._application_error)
        self.changed.emit()

    @Slot(str, str, str)
    def _on_value_given(self, step_id: str, name: str, text: str) -> None:
        card = self._stack.card(step_id)
        reason = self._take_value(name, text)
        if card is not None:
            card.show_value_error(name, reason)
        self.changed.emit()

    def _show_certificate(self, client: Client) -> None:
        """Bring the card for the certificate; what it needs is loaded on that path alone."""
        wanted = client.path is SendingPath.RELAY_CERTIFICATE
        if wanted and self._certificate is None:
            from app.gui.pages.prepare.relay_certificate import RelayCertificateCard

            self._certificate = RelayCertificateCard(self.desk, self)
            self._certificate.changed.connect(self._on_certificate_changed)
            self.column.insertWidget(1, self._certificate)
        if self._certificate is not None:
            self._certificate.setVisible(wanted)
            self._certificate.show_client(client)

    @Slot()
    def _on_certificate_changed(self) -> None:
        self._refresh()
        self.changed.emit()

    def _take_value(self, name: str, text: str) -> str:
        """Keep a value, so that the steps fill in; return why it is refused, if it is."""
        try:
            client = self.client_now()
            is_private = self.desk.engine.clouds.of_client(client).is_private
            client = with_value(client, name, text, is_private_world=is_private)
        except AppError as error:
            return refusal(error)
        self.desk.take(client)
        self._show_certificate(client)
        self._refresh()
        return ""

    @Slot(str)
    def _on_ticked(self, step_id: str) -> None:
        card = self._stack.card(step_id)
        if card is not None:
            self._tick(step_id, is_done=card.done.isChecked())

    def _tick(self, step_id: str, *, is_done: bool) -> None:
        ids = (step_id,)
        done, not_done = (ids, ()) if is_done else ((), ids)
        self.desk.take(gains.prepared(self.client_now(), done=done, not_done=not_done))
        self._show_done()

    @Slot(str)
    def _on_check_asked(self, step_id: str) -> None:
        if self._task is not None:
            return
        client = self.client_now()

        card = self._stack.card(step_id)
        recipients = client.test_recipients if card is not None and card.sends else ()

        async def job(say: Say) -> object:
            return await check(
                client, self.desk.engine.clouds, self.desk.engine.signing, say, send_to=recipients
            )

        async def look(_say: Say) -> object:
            return await check_app(client, self.desk.engine.clouds)

        self._asked = step_id
        looks = card is not None and card.proof is Proof.REGISTRATION
        task = self.desk.run(look if looks else job)
        if card is not None:
            card.show_checking(is_running=True)
        task.succeeded.connect(self._on_looked if looks else self._on_checked)
        task.failed.connect(self._notice.show_failure)
        self._hold(task)

    @Slot(object)
    def _hold(self, task: Task) -> None:
        """Stay on this page until the task has ended."""
        self._task = task
        self._notice.show_error(None)
        task.finished.connect(self._on_check_finished)
        self.desk.set_busy(busy=True)

    @Slot(object)
    def _on_looked(self, findings: tuple[Finding, ...]) -> None:
        """One look at the registration tells of all steps that make it."""
        for step_id, card in self._stack.cards_by(Proof.REGISTRATION):
            if card.judge(findings):
                self._tick(step_id, is_done=True)

    @Slot()
    def _on_approved(self) -> None:
        for step_id, _card in self._stack.cards_by(Proof.APPROVAL):
            self._tick(step_id, is_done=True)

    @Slot(object)
    def _on_checked(self, run: CheckRun) -> None:
        card = self._stack.card(self._asked)
        if card is not None and card.judge(run.findings):
            self._tick(self._asked, is_done=True)

    @Slot()
    def _on_check_finished(self) -> None:
        self._task = None
        card = self._stack.card(self._asked)
        if card is not None:
            card.show_checking(is_running=False)
        self.desk.set_busy(busy=False)
