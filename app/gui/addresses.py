"""The field for the office's public addresses; says of each why it cannot be used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.domain.paths.relay_address import RelayAddress, judge_relay_address
from app.gui.fields import Field
from app.gui.words import say

if TYPE_CHECKING:
    from app.gui.desk import Desk

_BETWEEN = re.compile(r"[\s,;]+")


def refusal(address: str, verdict: RelayAddress) -> str:
    """Say why a connector cannot be made for an address; empty when it can."""
    match verdict:
        case RelayAddress.USABLE:
            return ""
        case RelayAddress.IPV6:
            text = say("%1 is an IPv6 address; a connector takes IPv4 only.")
        case RelayAddress.PRIVATE:
            text = say("%1 exists only inside your network; the public address is needed.")
        case RelayAddress.SHARED:
            text = say("%1 is shared by customers of your provider; ask for one of your own.")
        case RelayAddress.TOO_WIDE:
            text = say("%1 is too wide; a connector takes ranges of /24 and smaller.")
        case RelayAddress.NOT_AN_ADDRESS:
            text = say("%1 is not an IPv4 address, such as 198.51.100.7.")
        case _:
            assert_never(verdict)
    return text.replace("%1", address)


class AddressField(QWidget):
    """Several addresses in one line, divided by commas or blanks."""

    changed = Signal()

    def __init__(self, label: str, name: str, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.error = ""
        self.field = Field(
            label,
            name,
            self,
            hint=self.tr("Your provider knows it. Several are divided by commas."),
            example="198.51.100.7",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.field)
        self.field.edited.connect(self._on_edited)

    def addresses(self) -> tuple[str, ...]:
        return tuple(text for text in _BETWEEN.split(self.field.text()) if text)

    def show_addresses(self, addresses: tuple[str, ...]) -> None:
        if addresses != self.addresses():
            self.field.show_text(", ".join(addresses))
        self._judge()

    @Slot()
    def _on_edited(self) -> None:
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        private = self._is_private_world()
        reasons = (
            refusal(address, judge_relay_address(address, is_private_world=private))
            for address in self.addresses()
        )
        self.error = next((reason for reason in reasons if reason), "")
        self.field.show_error(self.error)

    def _is_private_world(self) -> bool:
        client = self._desk.client
        if client is None:
            return False
        try:
            return self._desk.engine.clouds.of_client(client).is_private
        except AppError:
            return False
