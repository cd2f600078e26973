"""Finds device families of the catalogue by what people type."""

from __future__ import annotations

from collections.abc import Mapping

from app.catalogue.devices.schema import Device
from app.domain.devices.search import DeviceSearch, SearchEntry

EVERYTHING = 10_000


class DeviceIndex:
    """Build it once and keep it: a search then takes less than a millisecond."""

    def __init__(self, devices: Mapping[str, Device]) -> None:
        self._devices = devices
        self._search = DeviceSearch(
            SearchEntry(
                id=device.id, vendor=device.vendor, family=device.family, aliases=device.aliases
            )
            for device in devices.values()
        )

    def find(self, text: str, limit: int = EVERYTHING) -> tuple[Device, ...]:
        """Give the families that fit, best first; all of them where nothing was typed."""
        return tuple(self._devices[hit.id] for hit in self._search.search(text, limit))
