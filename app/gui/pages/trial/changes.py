"""What is different from the last run in which all was well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.gui.cards import Card
from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.rows import icon_line
from app.gui.words import look_of, word
from app.services.checking.comparing import compare_with_kept
from app.services.clients import keep_run

if TYPE_CHECKING:
    from app.domain.check import CheckRun
    from app.domain.compare import Changes
    from app.domain.finding import Finding
    from app.domain.organisation.client import Client
    from app.services.engine import Engine


def keep_and_compare(engine: Engine, client: Client, run: CheckRun) -> Changes | None:
    """Keep a run for later ones and say what it changed; raises AppError when it cannot be kept."""
    changes = compare_with_kept(engine.runs, client.id, run).changes
    try:
        keep_run(client, run, engine.clients, engine.runs)
    except OSError as exc:
        raise AppError("gui.run.not_kept", values={"reason": exc.strerror or str(exc)}) from exc
    return changes


class ChangesCard(Card):
    """Hidden where there is nothing to compare with."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, tone=Tone.QUIET)
        self._title = Words("", self, bold=True)
        self._title.setObjectName("test.changes")
        self.body.addWidget(self._title)
        self._lines: QWidget | None = None
        self.hide()

    def show_changes(self, changes: Changes) -> None:
        """List what came and what went since then."""
        if self._lines is not None:
            self._lines.hide()
            self._lines.deleteLater()
        self._title.setText(self._sentence(changes))
        self._lines = QWidget(self)
        column = QVBoxLayout(self._lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        for finding in changes.appeared:
            icon_name, tone, _name = look_of(finding)
            self._add(column, self.tr("New: %1"), finding, icon_name, tone)
        for finding in changes.gone:
            self._add(column, self.tr("Gone: %1"), finding, "ok", Tone.GOOD)
        self._lines.setVisible(not changes.is_nothing)
        self.body.addWidget(self._lines)
        self.show()

    def _sentence(self, changes: Changes) -> str:
        since = QDateTime.fromSecsSinceEpoch(int(changes.since.timestamp()))
        if changes.is_nothing:
            text = self.tr("Nothing has changed since the last good run of %1.")
        else:
            text = self.tr("Since the last good run of %1:")
        return text.replace("%1", QLocale().toString(since, QLocale.FormatType.ShortFormat))

    def _add(
        self, column: QVBoxLayout, words: str, finding: Finding, icon_name: str, tone: Tone
    ) -> None:
        assert self._lines is not None
        line = words.replace("%1", f"{word(finding).title} ({finding.subject})")
        column.addLayout(icon_line(self._lines, line, icon_name, tone))
