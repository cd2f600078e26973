"""The first step: a domain, and what can be found out about it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot

from app.domain.address import DomainName
from app.domain.errors import AppError, InputError
from app.domain.organisation import gains
from app.domain.organisation.client import Client, Detection
from app.domain.organisation.draft import Draft
from app.flow.journey import Step
from app.gui.cards import Card
from app.gui.detected import DetectionCard
from app.gui.fields import Field
from app.gui.notice import Notice
from app.gui.page import Page
from app.gui.pages.client.cloud import CloudFold
from app.gui.pages.client.list import ClientList
from app.gui.pages.client.plan import PlanCard
from app.gui.pages.client.practice import PracticeCard
from app.gui.pages.client.recheck import RecheckCard
from app.gui.rows import FindingList, RowContent
from app.gui.words import refusal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.desk import Desk
    from app.gui.tasks import Say, Task

LOOK_UP_AFTER_MS = 400


class ClientPage(Page):
    """Holds a draft until Next, so that half a typed domain never becomes a client."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(Step.CLIENT, desk)
        self._draft: Client | None = None
        self._error = ""
        self._task: Task | None = None
        self._looked_up: Client | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_UP_AFTER_MS)
        self._build_new()
        self._build_other()
        self._connect()

    @property
    def valid(self) -> bool:
        return self._now() is not None and not self._error

    @property
    def error(self) -> str:
        return self._error

    def apply(self) -> None:
        """Make the draft the client; what is still being looked up is added when it comes."""
        if self._timer.isActive():
            self._timer.stop()
            self._on_typed()
        draft = self._draft
        if draft is None or self._error:
            return
        name = self._name.text()
        draft = replace(draft, name=name) if name else draft
        self._draft = None
        if self.desk.client is None or draft.id != self.desk.client.id:
            self.desk.open_client(draft, at_start=True, is_new=True)
        else:
            self.desk.take(draft)

    def enter(self) -> None:
        client = self.desk.client
        self._draft, self._error = None, ""
        self._domain.show_error("")
        self._domain.show_text(client.domain.display if client else "")
        self._list.refresh()
        self._practice.show_client(client)
        self._cloud.show_client(client)
        self._show_found()
        if client is not None and client.detection is None and self._task is None:
            self._look_up(client)

    def cancel(self) -> None:
        self._recheck.cancel()
        self._cancel_look_up()

    def first_field(self) -> QWidget:
        return self._domain.edit

    def _build_new(self) -> None:
        card = Card(self)
        self._domain = Field(
            self.tr("Your mail &domain or e-mail address"),
            "client.domain",
            card,
            hint=self.tr("Nothing is sent or changed by looking it up."),
            example=self.tr("contoso.com or anna@contoso.com"),
        )
        self._name = Field(self.tr("N&ame of this client"), "client.name", card)
        self._name.hide()
        card.body.addWidget(self._domain)
        card.body.addWidget(self._name)
        self._notice = Notice(self)
        self._found = DetectionCard(self)
        self._found.hide()
        self._findings = FindingList("client.findings", self.desk.message_for, self)
        for widget in (card, self._notice, self._found, self._findings):
            self.column.addWidget(widget)

    def _build_other(self) -> None:
        self._list = ClientList(self.desk, self)
        self._recheck = RecheckCard(self.desk, self)
        self._practice = PracticeCard(self.desk, self)
        self._cloud = CloudFold(self.desk, self)
        plan = PlanCard(self.desk, self)
        for widget in (self._list, self._recheck, self._practice, plan, self._cloud):
            self.column.addWidget(widget)

    def _connect(self) -> None:
        self._domain.edited.connect(self._on_domain_edited)
        self._name.edited.connect(self._on_name_edited)
        self._timer.timeout.connect(self._on_typed)
        self._list.listed.connect(self._recheck.show_clients)
        self._cloud.chosen.connect(self._on_cloud_chosen)

    def _cancel_look_up(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _now(self) -> Client | None:
        return self._draft or self.desk.client

    @Slot()
    def _on_domain_edited(self) -> None:
        self._cancel_look_up()
        self._error = ""
        self._domain.show_error("")
        self._timer.start()

    @Slot()
    def _on_name_edited(self) -> None:
        client = self._now()
        if client is not None and self._name.text():
            self._draft = replace(client, name=self._name.text())

    @Slot()
    def _on_typed(self) -> None:
        typed = self._domain.text()
        try:
            client = self._client_for(typed) if typed else None
        except InputError as error:
            self._draft = None
            self._error = refusal(error)
            self._domain.show_error(self._error)
        else:
            self._draft = client
            if client is not None and client.detection is None:
                self._look_up(client)
        self._show_found()
        self.changed.emit()

    def _client_for(self, typed: str) -> Client:
        """Return the client in hand where the domain is still its own, else a new one."""
        from app.services.clients import draft_client  # this page is painted before the stores

        domain = DomainName.parse(typed)
        now = self._now()
        if now is not None and now.domain == domain:
            return now
        cloud_file, cloud = self._cloud.choice()
        drafted = draft_client(
            Draft(typed=typed), self.desk.engine.clouds, self.desk.engine.clients
        )
        return replace(drafted, cloud_file=cloud_file, cloud=cloud) if cloud_file else drafted

    def _look_up(self, client: Client) -> None:
        self._cancel_look_up()

        async def job(say: Say) -> Detection:
            from app.services.detecting import detect_client

            return await detect_client(client, self.desk.engine.clouds, say)

        self._looked_up = client
        self._notice.show_error(None)
        task = self._task = self.desk.run(job)
        task.progress.connect(self._on_progress)
        task.succeeded.connect(self._on_found)
        task.failed.connect(self._notice.show_failure)
        task.finished.connect(partial(self._on_finished, task.number))
        self._show_found()

    @Slot(object)
    def _on_progress(self, found: object) -> None:
        if isinstance(found, Detection):
            self._take_detection(found)

    @Slot(object)
    def _on_found(self, found: object) -> None:
        if isinstance(found, Detection):
            self._take_detection(found)

    def _take_detection(self, found: Detection) -> None:
        """Add what was found to the draft, or to the client that it has become meanwhile."""
        draft, client = self._draft, self.desk.client
        if draft is not None and draft.domain == found.domain:
            self._draft = gains.found(draft, found)
        elif client is not None and client.domain == found.domain:
            self.desk.take(gains.found(client, found))
        self._show_found()
        self.changed.emit()

    def _on_finished(self, number: int) -> None:
        if self._task is not None and self._task.number == number:
            self._task = None
            self._show_found()
            self.changed.emit()

    @Slot()
    def _on_cloud_chosen(self) -> None:
        client = self._now()
        if client is not None:
            cloud_file, cloud = self._cloud.choice()
            changed = replace(client, cloud_file=cloud_file, cloud=cloud, detection=None)
            self._draft = changed
            self._look_up(changed)
        self.changed.emit()

    def _show_found(self) -> None:
        client = self._now()
        running = self._task is not None
        self._found.setVisible(client is not None)
        self._name.setVisible(client is not None)
        self._findings.clear()
        if client is None:
            return
        self._name.show_text(client.name)
        clouds = dict(self.desk.engine.catalogue.clouds)
        with suppress(AppError):  # the check says it where it can be mended
            own = self.desk.engine.clouds.of_client(client)
            clouds[own.id] = own
        self._found.show_detection(client.detection, clouds, running=running)
        if client.detection is not None and not running:
            for finding in client.detection.findings:
                if not finding.is_well:
                    self._findings.add(RowContent(finding=finding))
            self._findings.sort()
