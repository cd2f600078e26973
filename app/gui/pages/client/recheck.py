"""Looks at every client again, and names those for whom somebody must do something."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.domain.finding import sort_worst_first
from app.gui.buttons import Button
from app.gui.cards import Card, Fold
from app.gui.labels import Glyph, Words
from app.gui.look import Space, Tone
from app.gui.notice import Notice
from app.gui.rows import FindingList, RowContent
from app.gui.speaking import announce
from app.gui.text import one_line
from app.gui.words import count, look_of

if TYPE_CHECKING:
    from app.domain.organisation.client import Client
    from app.gui.desk import Desk
    from app.gui.tasks import Say, Task
    from app.services.checking.rechecking import Rechecked


class RecheckCard(Card):
    """Hidden while there is only one client or none: the Test step looks at that one."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._clients: tuple[Client, ...] = ()
        self._done: list[Rechecked] = []
        self._task: Task | None = None
        self._add_heading(
            self.tr("Look at all clients again"),
            self.tr("Checks DNS, the connection and the stored sign-in of each. Nothing is sent."),
        )
        self._build_head()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._notice = Notice(self)
        self.body.addLayout(self._rows)
        self.body.addWidget(self._notice)
        self.hide()

    def show_clients(self, clients: tuple[Client, ...]) -> None:
        """Offer to look at these; what was found of others is taken away."""
        self._clients = clients
        self.setVisible(len(clients) > 1 or self._task is not None)
        names = {client.id for client in clients}
        if any(one.client.id not in names for one in self._done):
            self._clear()

    def cancel(self) -> None:
        """Stop; what has ended is kept."""
        if self._task is not None:
            self._task.cancel()

    def _build_head(self) -> None:
        self._verdict = Words("", self, bold=True)
        self._verdict.setObjectName("recheck.verdict")
        self._verdict.hide()
        self._run = Button(self.tr("Check all"), "recheck.run", self, icon_name="refresh")
        self._cancel = Button(self.tr("Cancel"), "recheck.cancel", self)
        self._cancel.hide()
        self._run.clicked.connect(self._on_run)
        self._cancel.clicked.connect(self.cancel)
        self._bar = QProgressBar(self)
        self._bar.setObjectName("recheck.progress")
        self._bar.setAccessibleName(self.tr("Clients that have been checked"))
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(Space.SMALL)
        self._bar.hide()
        row = QHBoxLayout()
        row.setSpacing(Space.MEDIUM)
        for button in (self._run, self._cancel):
            row.addWidget(button)
        row.addWidget(self._verdict, 1)
        row.addStretch(0)
        self.body.addLayout(row)
        self.body.addWidget(self._bar)

    @Slot()
    def _on_run(self) -> None:
        self._clear()
        self._desk.save_now()
        self._show_running(is_running=True)
        self._task = self._desk.run(partial(_recheck, self._desk, self._clients))
        self._task.progress.connect(self._on_checked)
        self._task.failed.connect(self._on_failed)
        self._task.finished.connect(self._on_finished)

    @Slot(object)
    def _on_checked(self, one: Rechecked) -> None:
        self._done.append(one)
        self._bar.setValue(len(self._done))
        self._show_count()

    def _show_count(self) -> None:
        text = self.tr("%1 of %2").replace("%1", str(len(self._done)))
        self._verdict.setText(text.replace("%2", str(len(self._clients))))
        self._verdict.show()

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        self._notice.show_error(error if isinstance(error, AppError) else None)

    @Slot()
    def _on_finished(self) -> None:
        self._task = None
        self._show_running(is_running=False)
        self.setVisible(len(self._clients) > 1)
        waiting = [one for one in self._done if one.open]
        for one in sorted(waiting, key=_urgency):
            self._rows.addWidget(ClientRow(self._desk, one, self))
        self._say(len(waiting))

    def _say(self, waiting: int) -> None:
        well = len(self._done) - waiting
        parts = [
            count(
                waiting, self.tr("One client needs somebody."), self.tr("%1 clients need somebody.")
            )
            if waiting
            else "",
            count(well, self.tr("One is well."), self.tr("%1 are well.")) if well else "",
        ]
        left = len(self._clients) - len(self._done)
        if left > 0:
            parts.append(
                count(left, self.tr("One was not reached."), self.tr("%1 were not reached."))
            )
        self._verdict.setText(" ".join(part for part in parts if part))
        self._verdict.show()
        announce(self, self._verdict.text())

    def _show_running(self, *, is_running: bool) -> None:
        had_focus = (self._run if is_running else self._cancel).hasFocus()
        self._run.setVisible(not is_running)
        self._cancel.setVisible(is_running)
        if had_focus:
            (self._cancel if is_running else self._run).setFocus()
        self._bar.setVisible(is_running)
        self._bar.setRange(0, len(self._clients))
        self._bar.setValue(0)
        if is_running:
            self._show_count()

    def _clear(self) -> None:
        self._done = []
        self._verdict.hide()
        self._notice.show_error(None)
        while (item := self._rows.takeAt(0)) is not None:
            row = item.widget()
            if row is not None:
                row.hide()
                row.deleteLater()


class ClientRow(Fold):
    """One client for whom somebody must do something, and what that is."""

    def __init__(self, desk: Desk, one: Rechecked, parent: QWidget) -> None:
        super().__init__(f"recheck.{one.client.id}", parent)
        self._desk, self._one = desk, one
        worst = sort_worst_first(one.open)[0]
        icon_name, tone, word = look_of(worst)
        text = f"{one_line(one.client.name)} · {one.client.domain.display}"
        number = count(len(one.open), self.tr("1 thing"), self.tr("%1 things"))
        self.header.fill(Glyph(icon_name, self.header, tone=tone), Words(text, self.header))
        self.header.row.insertWidget(2, Words(number, self.header, tone=Tone.QUIET, wrap=False))
        self.header.setAccessibleName(f"{word}: {text}, {number}")

    def build_body(self) -> None:
        name = f"recheck.{self._one.client.id}"
        message_for = partial(self._desk.message_for, client=self._one.client)
        findings = FindingList(f"{name}.findings", message_for, self.body)
        for finding in sort_worst_first(self._one.open):
            findings.add(RowContent(finding=finding))
        button = Button(self.tr("Open this client"), f"{name}.go", self.body, icon_name="folder")
        button.clicked.connect(self._on_open)
        self.inside.addWidget(findings)
        line = QHBoxLayout()
        line.addWidget(button)
        line.addStretch(1)
        self.inside.addLayout(line)

    @Slot()
    def _on_open(self) -> None:
        self._desk.open_client(self._one.client)


def _urgency(one: Rechecked) -> tuple[int, int, str]:
    """Sort by the exit code, where 1 says that something must be fixed; then by how much."""
    return one.exit_code != 1, -len(one.open), one.client.name.casefold()


async def _recheck(desk: Desk, clients: tuple[Client, ...], say: Say) -> None:
    from app.services.checking.rechecking import recheck

    engine = desk.engine
    await recheck(clients, say, engine.clouds, engine.signing, engine.clients, engine.runs)
