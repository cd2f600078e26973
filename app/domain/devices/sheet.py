"""One device in one place, as the person who walks round the building knows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePlace:
    """What a person wrote down about one device; everything may be empty."""

    name: str = ""
    vendor: str = ""
    model: str = ""
    location: str = ""
    address: str = ""
    """Of its web page: a host name, an IP address or a URL."""
    from_address: str = ""
    from_name: str = ""
    recipient: str = ""
    notes: str = ""

    @property
    def web_address(self) -> str:
        """The address as a URL that a telephone can open; empty where none is known."""
        if not self.address or "://" in self.address:
            return self.address
        bare_v6 = self.address.count(":") > 1 and not self.address.startswith("[")
        host = f"[{self.address}]" if bare_v6 else self.address
        return f"http://{host}" if "/" in host else f"http://{host}/"


class RowAction(StrEnum):
    """What to do with one field of a device's form."""

    TYPE = "type"
    CHOOSE = "choose"
    LEAVE = "leave"
    EMPTY = "empty"
    BY_HAND = "by_hand"
    PRESS = "press"
    LOOK = "look"
    YOURS = "yours"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One line of the sheet's form."""

    label: str
    action: RowAction
    value: str = ""
    note: str = ""
    is_general: bool = False
    """The vendor's label is not known; the words are general ones."""
