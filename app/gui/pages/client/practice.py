"""Practising without an account: a Microsoft 365 in miniature on this computer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.domain.organisation.client import Client
from app.gui.buttons import Button
from app.gui.cards import Card
from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.notice import Notice
from app.gui.tasks import in_thread

if TYPE_CHECKING:
    from app.gui.desk import Desk


class PracticeCard(Card):
    """Chooses a scenario and starts it."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._add_heading(
            self.tr("Practise without an account"),
            self.tr(
                "A Microsoft 365 in miniature runs on this computer and answers like the real one."
            ),
        )
        self._desk = desk
        self._box = QComboBox(self)
        self._box.setObjectName("client.scenario")
        self._box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._box.setMinimumHeight(round(self.fontMetrics().height() * 1.9))
        self._lesson = Words("", self, tone=Tone.QUIET)
        self._start = Button(
            self.tr("Start &practice"), "client.practise", self, icon_name="practice"
        )
        self._notice = Notice(self)
        self._arrange()
        self._box.currentIndexChanged.connect(self._on_scenario_changed)
        self._start.clicked.connect(self._on_start)
        desk.ready.connect(self._on_ready)

    def show_client(self, client: Client | None) -> None:
        """Fill the list in on the first showing, and mark what is being played."""
        if self._desk.is_ready and not self._box.count():
            for scenario in self._desk.engine.catalogue.scenarios.values():
                self._box.addItem(scenario.name, scenario.id)
            at = self._box.findData("all_well")
            self._box.setCurrentIndex(max(at, 0))
        if client is not None and client.scenario:
            self._box.setCurrentIndex(self._box.findData(client.scenario))

    def _arrange(self) -> None:
        caption = QLabel(self.tr("&Situation"), self)
        caption.setBuddy(self._box)
        self._box.setAccessibleName(self.tr("Situation"))
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        row.addWidget(caption)
        row.addWidget(self._box, 1)
        row.addWidget(self._start)
        self.body.addLayout(row)
        self.body.addWidget(self._lesson)
        self.body.addWidget(self._notice)

    @Slot()
    def _on_ready(self) -> None:
        self.show_client(self._desk.client)

    @Slot()
    def _on_scenario_changed(self) -> None:
        scenario = self._desk.engine.catalogue.scenarios.get(str(self._box.currentData()))
        self._lesson.setText(scenario.lesson if scenario else "")

    @Slot()
    def _on_start(self) -> None:
        self._start.setEnabled(False)
        self._notice.show_error(None)
        from app.services.practising.tenant import start_practice  # brings the servers along

        clouds = self._desk.engine.clouds
        call = partial(start_practice, str(self._box.currentData()), clouds)
        task = self._desk.run(in_thread(call))
        task.succeeded.connect(self._on_started)
        task.failed.connect(self._notice.show_failure)
        task.finished.connect(self._on_finished)

    @Slot(object)
    def _on_started(self, client: object) -> None:
        if isinstance(client, Client):
            self._desk.open_client(client, at_start=True)

    @Slot()
    def _on_finished(self) -> None:
        self._start.setEnabled(True)
