"""How far a run of checks has come: a bar, a count, the time, and what runs now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.gui.buttons import Button
from app.gui.cards import Card
from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.text import one_line
from app.gui.words import seconds, word

if TYPE_CHECKING:
    from app.domain.check import PlannedCheck


class ProgressCard(Card):
    """One button that runs and one that cancels, in the same place."""

    run_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._titles: dict[str, str] = {}
        self._running: list[str] = []
        self._ended = 0
        self._elapsed_s = 0.0
        self._bar = QProgressBar(self)
        self._bar.setObjectName("test.progress")
        self._bar.setAccessibleName(self.tr("Progress of the checks"))
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(Space.SMALL)
        self._count = Words("", self, tone=Tone.QUIET)
        self._count.setObjectName("test.count")
        self._now = Words("", self, tone=Tone.QUIET)
        self.run = Button(self.tr("&Run all checks"), "test.run", self, prime=True)
        self._cancel = Button(self.tr("&Cancel"), "test.cancel", self)
        self.run.clicked.connect(self.run_asked)
        self._cancel.clicked.connect(self.cancel_asked)
        row = QHBoxLayout()
        row.setSpacing(Space.MEDIUM)
        words = QVBoxLayout()
        words.setSpacing(Space.TINY)
        words.addWidget(self._now)
        words.addWidget(self._count)
        row.addLayout(words, 1)
        row.addWidget(self.run)
        row.addWidget(self._cancel)
        self.body.addLayout(row)
        self.body.addWidget(self._bar)
        self.rest(has_run=False)

    def title_of(self, check_id: str) -> str:
        return one_line(self._titles.get(check_id, check_id))

    def rest(self, *, has_run: bool) -> None:
        """Stand still, before a run or after one of an earlier day."""
        self._show_buttons(running=False)
        self._bar.hide()
        self._count.hide()
        if has_run:
            self._now.setText(self.tr("Below is what the last run found."))
            self.run.set_prime(prime=False)
            self.run.setText(self.tr("&Run again"))
        else:
            self._now.setText(self.tr("Takes a few seconds. Nothing is changed by it."))
            self.run.set_prime(prime=True)
            self.run.setText(self.tr("&Run all checks"))

    def begin(self) -> None:
        self._count.show()
        self._titles, self._running, self._ended, self._elapsed_s = {}, [], 0, 0.0
        had_focus = self.run.hasFocus()
        self._show_buttons(running=True)
        if had_focus:
            self._cancel.setFocus()
        self._bar.setRange(0, 0)
        self._bar.show()
        self._count.setText("")
        self._now.setText(self.tr("Beginning …"))

    def show_plan(self, checks: tuple[PlannedCheck, ...]) -> None:
        """Take checks into the plan; some join it later."""
        self._titles.update({check.id: word(check.as_finding()).title for check in checks})
        self._bar.setRange(0, len(self._titles))
        self._bar.setValue(self._ended)
        self._show_count()

    def show_started(self, check_id: str) -> None:
        self._running.append(check_id)
        self._show_now()

    def show_ended(self, check_id: str) -> None:
        self._ended += 1
        self._bar.setValue(self._ended)
        if check_id in self._running:
            self._running.remove(check_id)
        self._show_now()
        self._show_count()

    def show_time(self, elapsed_s: float) -> None:
        self._elapsed_s = elapsed_s
        self._show_count()

    def finish(self, elapsed_s: float) -> None:
        self.run.set_prime(prime=False)
        self._elapsed_s = elapsed_s
        self._end(self.tr("All checks have ended."))

    def show_cancelled(self) -> None:
        self._end(self.tr("Cancelled. What was found until then stands below."))

    def _end(self, sentence: str) -> None:
        had_focus = self._cancel.hasFocus()
        self._show_buttons(running=False)
        if had_focus:
            self.run.setFocus()
        self.run.setText(self.tr("&Run again"))
        self._bar.setRange(0, max(len(self._titles), 1))
        self._bar.setValue(self._ended)
        self._now.setText(sentence)
        self._show_count()

    def _show_buttons(self, *, running: bool) -> None:
        self.run.setVisible(not running)
        self._cancel.setVisible(running)

    def _show_now(self) -> None:
        if self._running:
            self._now.setText(self.title_of(self._running[-1]))

    def _show_count(self) -> None:
        if self._titles:
            text = self.tr("%1 of %2 · %3").replace("%1", str(self._ended))
            text = text.replace("%2", str(len(self._titles)))
            self._count.setText(text.replace("%3", seconds(self._elapsed_s)))
