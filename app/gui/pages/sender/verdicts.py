"""What becomes of each chosen device when passwords end, and where that is known from."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.catalogue.advice import advice_facts, device_ability
from app.domain.paths.inventory import DeviceVerdict, JudgedDevice, judge_devices
from app.gui.buttons import LinkButton
from app.gui.cards import Fold
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Glyph, Words
from app.gui.look import Tone
from app.gui.rows import FactGrid
from app.gui.text import visible
from app.gui.words import checked_on, remark, say

if TYPE_CHECKING:
    from app.catalogue import Catalogue
    from app.domain.organisation.client import DeviceId


def judge_chosen(catalogue: Catalogue, chosen: tuple[DeviceId, ...]) -> tuple[JudgedDevice, ...]:
    """Judge the chosen devices that the catalogue knows, the most urgent first."""
    known = catalogue.devices
    abilities = (device_ability(known[device]) for device in chosen if device in known)
    return judge_devices(abilities, advice_facts(catalogue))


def look_of_verdict(verdict: DeviceVerdict) -> tuple[str, Tone, str]:
    """Return icon, tone and word of a verdict."""
    match verdict:
        case DeviceVerdict.TOO_OLD:
            return "error", Tone.BAD, say("Too old")
        case DeviceVerdict.ENDS:
            return "warning", Tone.WARNING, say("Ends")
        case DeviceVerdict.ASK:
            return "untold", Tone.WARNING, say("Look it up")
        case DeviceVerdict.GOES_ON:
            return "ok", Tone.GOOD, say("Goes on")
        case _:
            assert_never(verdict)


class VerdictList(QWidget):
    """One row a device, most urgent first; hidden while none is chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[VerdictRow] = []
        self._shown: tuple[JudgedDevice, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def show_devices(self, judged: tuple[JudgedDevice, ...]) -> None:
        """Show these; what stands there already is left as it is."""
        if judged != self._shown:
            for row in self._rows:
                row.hide()
                row.deleteLater()
            self._rows = [VerdictRow(one, at, self) for at, one in enumerate(judged)]
            for row in self._rows:
                self._column.addWidget(row)
            self._shown = judged
        self.setVisible(bool(judged))


class VerdictRow(Fold):
    """A device and its verdict in a sentence; the vendor's words and the sources below."""

    def __init__(self, judged: JudgedDevice, at: int, parent: QWidget) -> None:
        self._name = f"sender.verdict{at}"
        super().__init__(self._name, parent)
        self._judged = judged
        icon_name, tone, word = look_of_verdict(judged.verdict)
        label = Words(word, self.header, tone=tone, wrap=False)
        title = Words(visible(judged.name), self.header)
        self.header.fill(Glyph(icon_name, self.header, tone=tone), title)
        self.header.row.insertWidget(2, label)
        self.header.setAccessibleName(f"{word}: {visible(judged.name)}")

    def build_body(self) -> None:
        judged, said = self._judged, remark(self._judged.remark)
        facts = FactGrid(self.body)
        facts.add_text(self.tr("Why"), visible(said.text))
        facts.add_text(self.tr("Its maker says"), visible(judged.told))
        facts.add_text(self.tr("Not certain"), visible(said.doubt))
        if judged.checked is not None:
            facts.add_text(self.tr("Looked up on"), checked_on(judged.checked))
        self.inside.addWidget(facts)
        row = FlowLayout()
        for number, source in enumerate((*judged.sources[:1], *said.sources[:1])):
            label = self.tr("Source") if number == 0 else self.tr("Another source")
            row.addWidget(LinkButton(label, f"{self._name}.source{number}", source, self.body))
        self.inside.addLayout(row)
