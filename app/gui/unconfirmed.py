"""What came with a file: a line above every page, and a list in which a person confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app.domain.organisation.unconfirmed import confirm, shown
from app.gui.buttons import Button
from app.gui.cards import Card
from app.gui.labels import Glyph, Words
from app.gui.look import Size, Space, Tone
from app.gui.text import one_line, visible
from app.gui.words import word

if TYPE_CHECKING:
    from app.domain.finding import Finding
    from app.domain.organisation.client import Client
    from app.gui.desk import Desk


class UnconfirmedBar(Card):
    """Hidden while everything of the client in hand is a person's own word."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, tone=Tone.WARNING)
        self._desk = desk
        self._left_out: tuple[Finding, ...] = ()
        self._left_out_of = ""
        self.setObjectName("unconfirmed")
        self.body.setContentsMargins(Space.LARGE, Space.SMALL, Space.LARGE, Space.SMALL)
        text = self.tr(
            "Some of this came with a file and is not confirmed. "
            "Nobody signs in and nothing is sent by it."
        )
        self._look = Button(self.tr("Look at them"), "unconfirmed.look", self)
        self._look.clicked.connect(self.look)
        row = QHBoxLayout()
        row.setSpacing(Space.MEDIUM)
        row.addWidget(Glyph("warning", self, tone=Tone.WARNING), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Words(text, self), 1)
        row.addWidget(self._look)
        self.body.addLayout(row)
        desk.journey_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show whether anything is open; what it is stands in the list."""
        client = self._desk.client
        self.setVisible(bool(client and client.unconfirmed))

    def show_opened(self, client: Client, left_out: tuple[Finding, ...]) -> None:
        """Show at once what a file that was just opened brings, and what was left out of it."""
        self._left_out, self._left_out_of = left_out, client.id
        if client.unconfirmed or left_out:
            self.look()

    @Slot()
    def look(self) -> None:
        client = self._desk.client
        if client is not None:
            left_out = self._left_out if client.id == self._left_out_of else ()
            UnconfirmedDialog(self._desk, client, left_out, self.window()).open()


class UnconfirmedDialog(QDialog):
    """Every open value with a box to tick, and what was not taken over."""

    def __init__(
        self, desk: Desk, client: Client, left_out: tuple[Finding, ...], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk, self._client = desk, client
        self._boxes: dict[str, QCheckBox] = {}
        self.setObjectName("unconfirmed.dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("What came with the file"))
        column = QVBoxLayout(self)
        column.setSpacing(Space.MEDIUM)
        self._build_values(column)
        self._build_left_out(column, left_out)
        column.addStretch(1)
        column.addWidget(self._build_buttons())
        self._on_ticked()

    def _build_values(self, column: QVBoxLayout) -> None:
        if not self._client.unconfirmed:
            return
        title = self.tr("The file, and nobody here, says this of %1")
        name = one_line(self._client.name)
        column.addWidget(Words(title.replace("%1", name), self, size=Size.LEAD, bold=True))
        hint = self.tr(
            "Compare each with what you know, not with the message that the file came in. "
            "What is wrong, correct on its page."
        )
        column.addWidget(Words(hint, self, tone=Tone.QUIET))
        for value in self._client.unconfirmed:
            text = f"{self._name(value)}: {one_line(visible(self._shown(value)))}"
            box = QCheckBox(text.replace("&", "&&"), self)
            box.setObjectName(f"unconfirmed.{value}")
            box.toggled.connect(self._on_ticked)
            self._boxes[value] = box
            column.addWidget(box)
        self._all = Button(self.tr("Tick &all"), "unconfirmed.all", self)
        self._all.clicked.connect(self._on_all)
        column.addWidget(self._all, 0, Qt.AlignmentFlag.AlignLeading)

    def _build_left_out(self, column: QVBoxLayout, left_out: tuple[Finding, ...]) -> None:
        for finding in left_out:
            column.addWidget(Words(visible(word(finding).in_one), self))

    def _build_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        later = box.addButton(self.tr("&Later"), QDialogButtonBox.ButtonRole.RejectRole)
        later.setObjectName("unconfirmed.later")
        later.setDefault(True)
        self._right = box.addButton(
            self.tr("What is ticked is &right"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._right.setObjectName("unconfirmed.right")
        self._right.setAutoDefault(False)
        box.rejected.connect(self.reject)
        box.accepted.connect(self._on_right)
        return box

    @Slot()
    def _on_ticked(self) -> None:
        self._right.setEnabled(any(box.isChecked() for box in self._boxes.values()))

    @Slot()
    def _on_all(self) -> None:
        for box in self._boxes.values():
            box.setChecked(True)

    @Slot()
    def _on_right(self) -> None:
        """Confirm those values alone that are still the ones that were shown."""
        now = self._desk.client
        if now is not None and now.id == self._client.id:
            names = tuple(
                name
                for name, box in self._boxes.items()
                if box.isChecked() and shown(now, name) == shown(self._client, name)
            )
            if names:
                self._desk.take(confirm(now, names))
        self.accept()

    def _shown(self, value: str) -> str:
        """Call a path and a cloud as the pages do."""
        catalogue, client = self._desk.engine.catalogue, self._client
        if value == "path" and client.path:
            return catalogue.paths[client.path].name
        if value == "cloud" and client.cloud in catalogue.clouds:
            return catalogue.clouds[client.cloud].name
        return shown(client, value)

    def _name(self, value: str) -> str:
        names = {
            "domain": self.tr("Domain"),
            "cloud": self.tr("Cloud"),
            "path": self.tr("Path"),
            "from_address": self.tr("From address"),
            "from_name": self.tr("From name"),
            "sign_in_as": self.tr("Signs in as"),
            "application_id": self.tr("Application id"),
            "server_application_id": self.tr("Application id of a server"),
            "enterprise_object_id": self.tr("Object id of the app"),
            "relay_ips": self.tr("Addresses of the connector"),
            "certificate_name": self.tr("Name in the certificate"),
            "test_recipients": self.tr("Test recipients"),
            "prepared": self.tr("Steps said to be done"),
        }
        return names.get(value, value)
