"""One way to send: what speaks for it and against it, what it needs, its limits and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.catalogue.schema.fact import Confidence
from app.domain.paths.advice import Fit, Option
from app.gui.buttons import Button, LinkButton
from app.gui.cards import Card, Fold
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Glyph, Words
from app.gui.look import Size, Space, Tone
from app.gui.rows import FactGrid, plain_list
from app.gui.text import one_line
from app.gui.words import checked_on, say, texts

if TYPE_CHECKING:
    from app.catalogue import PathFacts
    from app.catalogue.schema.path import ServiceFacts
    from app.domain.path import SendingPath


class UseButton(QWidget):
    """Takes a way; once it is taken it says so instead."""

    clicked = Signal()

    def __init__(
        self, path: SendingPath, parent: QWidget, *, prime: bool = False, name: str = ""
    ) -> None:
        super().__init__(parent)
        name = name or f"path.use.{path.value}"
        self._button = Button(self.tr("Use this way"), name, self, prime=prime)
        self._button.clicked.connect(self.clicked)
        self._mark = QWidget(self)
        row = QHBoxLayout(self._mark)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.SMALL)
        row.addWidget(Glyph("check", self._mark, tone=Tone.GOOD))
        row.addWidget(Words(self.tr("Chosen"), self._mark, tone=Tone.GOOD, bold=True))
        self._mark.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._button)
        column.addWidget(self._mark)

    def show_taken(self, *, is_taken: bool) -> None:
        self._button.setVisible(not is_taken)
        self._mark.setVisible(is_taken)


class RecommendedCard(Card):
    """The first choice, open to read."""

    chosen = Signal(object)

    def __init__(self, option: Option, facts: PathFacts, parent: QWidget) -> None:
        super().__init__(parent, tone=Tone.GOOD)
        self.path = option.path
        self.setAccessibleName(facts.name)
        badge = QHBoxLayout()
        badge.setSpacing(Space.SMALL)
        badge.addWidget(Glyph("ok", self, tone=Tone.GOOD))
        badge.addWidget(Words(say("Recommended"), self, tone=Tone.GOOD, bold=True), 1)
        self.body.addLayout(badge)
        self.body.addWidget(Words(facts.name, self, size=Size.HEADING, bold=True))
        self.body.addWidget(Words(facts.summary, self))
        add_arguments(self.body, option, self)
        details = PathDetails(facts, f"path.details.{option.path.value}", self)
        self.use = UseButton(option.path, self, prime=True)
        self.use.clicked.connect(self._on_use)
        self.body.addWidget(self.use, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addWidget(details)
        self.focus_widget: QWidget = details.header

    def show_chosen(self, path: SendingPath | None) -> None:
        self.use.show_taken(is_taken=path is self.path)

    def _on_use(self) -> None:
        self.chosen.emit(self.path)


class PathDetails(Fold):
    """What a way needs, its limits and where that is known from."""

    def __init__(self, facts: PathFacts, name: str, parent: QWidget) -> None:
        super().__init__(name, parent, title=say("Needs, limits and sources"))
        self._facts, self._name = facts, name

    def build_body(self) -> None:
        add_facts(self.inside, self._facts, self._name, self.body)


class OptionFold(Fold):
    """Another way, folded; one that cannot work has no button."""

    chosen = Signal(object)

    def __init__(self, option: Option, facts: PathFacts, parent: QWidget) -> None:
        super().__init__(f"path.option.{option.path.value}", parent)
        self.path = option.path
        self._option, self._facts = option, facts
        self._is_taken = False
        self.use: UseButton | None = None
        self.focus_widget: QWidget = self.header
        possible = option.fit is not Fit.IMPOSSIBLE
        icon_name, tone = ("ok", Tone.QUIET) if possible else ("error", Tone.QUIET)
        self._glyph = Glyph(icon_name, self.header, tone=tone)
        self._state = Words("", self.header, tone=Tone.GOOD, wrap=False)
        self._state.hide()
        name = HeadedWords(facts.name, _gist(option), self.header)
        self.header.fill(self._glyph, name)
        self.header.row.setStretchFactor(name, 1)
        self.header.row.insertWidget(2, self._state)
        self.header.setAccessibleName(facts.name)
        self.header.setAccessibleDescription(_gist(option))

    def build_body(self) -> None:
        self.inside.addWidget(Words(self._facts.summary, self.body))
        add_arguments(self.inside, self._option, self.body)
        add_facts(self.inside, self._facts, f"path.option.{self.path.value}", self.body)
        if self._option.fit is not Fit.IMPOSSIBLE:
            self.use = UseButton(self.path, self.body)
            self.use.show_taken(is_taken=self._is_taken)
            self.use.clicked.connect(self._on_use)
            self.inside.addWidget(self.use, 0, Qt.AlignmentFlag.AlignLeading)

    def show_chosen(self, path: SendingPath | None) -> None:
        self._is_taken = path is self.path
        impossible = self._option.fit is Fit.IMPOSSIBLE
        tone = Tone.BAD if impossible else Tone.GOOD
        self._state.setText(say("Chosen, and it cannot work") if impossible else say("Chosen"))
        self._state.set_tone(tone)
        self._state.setVisible(self._is_taken)
        self._glyph.show_icon(
            "error" if impossible else "ok", tone if self._is_taken else Tone.QUIET
        )
        if self.use is not None:
            self.use.show_taken(is_taken=self._is_taken)

    def _on_use(self) -> None:
        self.chosen.emit(self.path)


class ServiceFold(Fold):
    """Another way than the paths: what it takes; nothing here sets it up."""

    def __init__(self, facts: ServiceFacts, parent: QWidget) -> None:
        super().__init__(f"path.beyond.{facts.id.value}", parent)
        self._facts = facts
        self.header.fill(
            Glyph("globe", self.header, tone=Tone.QUIET),
            title := HeadedWords(facts.name, facts.summary, self.header),
        )
        self.header.row.setStretchFactor(title, 1)
        self.header.setAccessibleName(facts.name)
        self.header.setAccessibleDescription(facts.summary)

    def build_body(self) -> None:
        add_facts(self.inside, self._facts, f"path.beyond.{self._facts.id.value}", self.body)


class HeadedWords(QWidget):
    """A name with a quiet sentence under it."""

    def __init__(self, name: str, sentence: str, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Words(name, self))
        if sentence:
            column.addWidget(Words(sentence, self, tone=Tone.QUIET))


def _gist(option: Option) -> str:
    """Take the one sentence that says most about how a way suits."""
    if option.fit is Fit.IMPOSSIBLE:
        return next(iter(texts(option.obstacles[:1])), "")
    remarks = option.grounds or option.obstacles
    return next(iter(texts(remarks[:1])), "")


def add_arguments(column: QVBoxLayout, option: Option, parent: QWidget) -> None:
    """Lay out what speaks for a way, then what speaks against it."""
    if option.grounds:
        column.addLayout(plain_list(parent, texts(option.grounds), "check", Tone.GOOD))
    if option.obstacles:
        impossible = option.fit is Fit.IMPOSSIBLE
        icon_name, tone = ("error", Tone.BAD) if impossible else ("warning", Tone.WARNING)
        column.addLayout(plain_list(parent, texts(option.obstacles), icon_name, tone))


def add_facts(
    column: QVBoxLayout, facts: PathFacts | ServiceFacts, name: str, parent: QWidget
) -> None:
    """Lay out what is known of a way, how surely, and since when."""
    grid = FactGrid(parent)
    for label, lines in (
        (say("Needs"), facts.needs),
        (say("Limits"), facts.limits),
        (say("Mind"), facts.risks),
    ):
        grid.add_text(label, "\n".join(f"• {one_line(line)}" for line in lines))
    grid.add_text(say("Ends"), facts.ends)
    grid.add_text(say("Cost"), facts.cost)
    if facts.confidence is not Confidence.CONFIRMED:
        grid.add_text(say("Not certain"), facts.doubt or say("Microsoft has not confirmed this."))
    grid.add_text(say("Looked up on"), checked_on(facts.checked))
    column.addWidget(grid)
    row = FlowLayout()
    for number, source in enumerate(facts.sources[:3], 1):
        label = say("Source %1").replace("%1", str(number))
        row.addWidget(LinkButton(label, f"{name}.source{number}", source, parent))
    column.addLayout(row)
