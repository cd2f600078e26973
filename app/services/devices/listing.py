"""A device family as `devices --json` lists it."""

from __future__ import annotations

from typing import Any

import msgspec

from app.catalogue.devices.reading import read_ability
from app.catalogue.devices.schema import Device

SHAPE = 2
"""Of the listing: since 2 `oauth` is one word, and the typed claims stand in `ability`."""


def list_device(device: Device) -> dict[str, Any]:
    """Give all that the catalogue has of a family, its name, and one word on its OAuth."""
    word = read_ability(device).oauth.value
    return {
        **msgspec.to_builtins(device),
        "name": f"{device.vendor} {device.family}",
        "oauth": word,
        "oauth_words": device.oauth,
        **_as_before(device, word),
    }


def _as_before(device: Device, word: str) -> dict[str, Any]:
    """What programs of the first shape read: drawn from the remarks and the claims."""
    labels = [one.label for one in device.ability.auth_labels]
    known = [one.mechanism for one in device.ability.mechanisms if one.value == "yes"]
    doubts = [remark.text for remark in device.remarks if not remark.confirmed]
    return {
        "oauth_ability": word,
        "auth_methods": list(dict.fromkeys(labels or known)),
        "quirks": [remark.text for remark in device.remarks if remark.confirmed],
        "unverified": [*device.unverified, *doubts],
    }
