"""What was found about a domain by itself, row by row while it comes in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.finding import State
from app.gui.cards import Card
from app.gui.labels import Glyph, Spinner, Words
from app.gui.look import Space, Tone
from app.gui.text import one_line
from app.gui.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalogue import Cloud
    from app.domain.organisation.client import Detection


class Part(StrEnum):
    """One thing that is looked up; the value begins the codes of its findings."""

    TENANT = "detect.tenant"
    CLOUD = "detect.cloud"
    MX = "dns.mx"
    SPF = "dns.spf"
    DKIM = "dns.dkim"
    DMARC = "dns.dmarc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How one part stands."""

    state: State
    text: str


def part_name(part: Part) -> str:
    """Name a part with what it is for."""
    match part:
        case Part.TENANT:
            return say("Organisation")
        case Part.CLOUD:
            return say("Cloud")
        case Part.MX:
            return say("Mail arrives at")
        case Part.SPF:
            return say("SPF, who may send")
        case Part.DKIM:
            return say("DKIM, signatures")
        case Part.DMARC:
            return say("DMARC, the policy")
        case _:
            assert_never(part)


def read_part(part: Part, found: Detection, clouds: Mapping[str, Cloud]) -> Shown:
    """Say what was found; a lookup that failed is told apart from a record that is not there."""
    text = _value(part, found, clouds)
    if text:
        return Shown(state=State.FOUND, text=one_line(text))
    parts = (part, Part.TENANT) if part is Part.CLOUD else (part,)  # told by one answer
    untold = any(
        finding.code.startswith(tuple(part.value for part in parts))
        and finding.state is State.UNTOLD
        for finding in found.findings
    )
    if untold:
        return Shown(state=State.UNTOLD, text=say("Could not be told"))
    return Shown(state=State.ABSENT, text=say("None found"))


def _value(part: Part, found: Detection, clouds: Mapping[str, Cloud]) -> str:
    match part:
        case Part.TENANT:
            return found.tenant_id or ""
        case Part.CLOUD:
            known = clouds.get(found.cloud) if found.cloud else None
            return known.name if known else (found.cloud or "")
        case Part.MX:
            return ", ".join(found.mx[:3])
        case Part.SPF:
            return found.spf or ""
        case Part.DKIM:
            return ", ".join(found.dkim)
        case Part.DMARC:
            return found.dmarc or ""
        case _:
            assert_never(part)


class DetectionCard(Card):
    """Six rows that fill themselves; each has its place from the beginning."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, title=say("Found automatically"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.MEDIUM)
        self._grid.setVerticalSpacing(Space.SMALL)
        self._grid.setColumnStretch(2, 1)
        self.body.addLayout(self._grid)
        self._spinners: dict[Part, Spinner] = {}
        self._glyphs: dict[Part, Glyph] = {}
        self._values: dict[Part, Words] = {}
        for row, part in enumerate(Part):
            self._add_row(row, part)

    def _add_row(self, row: int, part: Part) -> None:
        self._spinners[part] = Spinner(self)
        self._glyphs[part] = Glyph("ring", self, tone=Tone.QUIET)
        self._values[part] = Words("", self)
        self._values[part].setAccessibleName(part_name(part))
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(self._spinners[part], row, 0, top)
        self._grid.addWidget(self._glyphs[part], row, 0, top)
        self._grid.addWidget(Words(part_name(part), self, tone=Tone.QUIET, wrap=False), row, 1, top)
        self._grid.addWidget(self._values[part], row, 2)

    def show_detection(
        self, found: Detection | None, clouds: Mapping[str, Cloud], *, running: bool
    ) -> None:
        """Show what there is; what is not there yet turns while the lookup runs."""
        for part in Part:
            shown = read_part(part, found, clouds) if found else None
            waiting = running and (shown is None or shown.state is not State.FOUND)
            self._show(part, None if waiting else shown, running=running)

    def _show(self, part: Part, shown: Shown | None, *, running: bool) -> None:
        self._spinners[part].setVisible(shown is None and running)
        self._glyphs[part].setVisible(shown is not None or not running)
        if shown is None:
            self._glyphs[part].show_icon("ring", Tone.QUIET)
            self._values[part].setText(say("Looking …") if running else "")
            self._values[part].set_tone(Tone.QUIET)
            return
        icon_name, tone = {
            State.FOUND: ("ok", Tone.GOOD),
            State.ABSENT: ("skipped", Tone.QUIET),
            State.UNTOLD: ("untold", Tone.WARNING),
        }[shown.state]
        self._glyphs[part].show_icon(icon_name, tone)
        self._values[part].setText(shown.text)
        self._values[part].set_tone(Tone.PLAIN if shown.state is State.FOUND else Tone.QUIET)
