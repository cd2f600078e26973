"""The verdict of a run in one sentence."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.finding import Finding, Severity, State
from app.gui.cards import Card
from app.gui.labels import Glyph, Words
from app.gui.look import Size, Space, Tone
from app.gui.speaking import announce
from app.gui.words import count


class SummaryCard(Card):
    """Hidden until there is a verdict."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._glyph = Glyph("ok", self, tone=Tone.GOOD, size=Size.HEADING)
        self._title = Words("", self, size=Size.LEAD, bold=True)
        self._title.setObjectName("test.verdict")
        row = QHBoxLayout()
        row.setSpacing(Space.MEDIUM)
        row.addWidget(self._glyph)
        row.addWidget(self._title, 1)
        self.body.addLayout(row)
        self.hide()

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        errors = sum(finding.severity is Severity.ERROR for finding in findings)
        warnings = sum(finding.severity is Severity.WARNING for finding in findings)
        untold = sum(finding.state is State.UNTOLD for finding in findings)
        if errors:
            text, look = (
                count(
                    errors, self.tr("One thing must be fixed"), self.tr("%1 things must be fixed")
                ),
                ("error", Tone.BAD),
            )
        elif untold:
            text = count(
                untold,
                self.tr("One thing could not be told"),
                self.tr("%1 things could not be told"),
            )
            look = ("untold", Tone.WARNING)
        elif warnings:
            text = count(
                warnings,
                self.tr("It works. One thing should be looked at"),
                self.tr("It works. %1 things should be looked at"),
            )
            look = ("warning", Tone.WARNING)
        else:
            text, look = self.tr("Everything works"), ("ok", Tone.GOOD)
        self._title.setText(text)
        self._glyph.show_icon(*look)
        self.set_tone(look[1])
        self.show()
        announce(self, text)
