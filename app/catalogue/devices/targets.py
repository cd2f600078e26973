"""Every device family as a target: its values to type, and its sheet to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from app.catalogue.devices.reading import read_ability
from app.catalogue.devices.schema import Device
from app.catalogue.schema.target import Target
from app.domain.devices.ability import OAuthWord
from app.domain.path import SendingPath

PATTERN = "device"
"""The id of the entry that says what all of them have in common."""


def make_device_targets(pattern: Target, devices: Iterable[Device]) -> Mapping[str, Target]:
    """Make one target a family, under its short id where it has one, else under its own."""
    made = (_make(pattern, device) for device in devices if not device.is_note)
    return MappingProxyType({target.id: target for target in made})


def find_targets(text: str, targets: Iterable[Target]) -> tuple[Target, ...]:
    """Name those that somebody may mean by an id, an alias or a word of either."""
    wanted = text.casefold()
    known = tuple(targets)
    for names in (_ids, _aliases, _words):
        found = tuple(target for target in known if wanted in names(target))
        if found:
            return found
    return ()


def _make(pattern: Target, device: Device) -> Target:
    signs_in = read_ability(device).oauth_over_smtp is not OAuthWord.NO
    named = device.family.casefold().startswith(device.vendor.casefold())
    return replace(
        pattern,
        id=device.target_id or device.id,
        name=device.family if named else f"{device.vendor} {device.family}",
        device=device.id,
        aliases=(device.vendor, *device.aliases),
        paths=tuple(
            path for path in pattern.paths if signs_in or path is not SendingPath.SMTP_AUTH_OAUTH
        ),
        oauth=signs_in,
        sources=device.sources,
        checked=device.checked,
        confidence=device.confidence,
        doubt=device.doubt,
    )


def _ids(target: Target) -> tuple[str, ...]:
    return (target.id, target.device)


def _aliases(target: Target) -> Iterator[str]:
    return (alias.casefold() for alias in (target.name, *target.aliases))


def _words(target: Target) -> set[str]:
    return {*target.id.split("-"), *target.device.split("-"), *target.name.casefold().split()}
