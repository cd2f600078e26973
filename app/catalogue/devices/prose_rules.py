"""Refuses sentences of a device family that contradict its claims."""

from __future__ import annotations

from collections.abc import Iterator

from app.catalogue.devices.fault import Fault
from app.catalogue.devices.phrases import ANY_TLS
from app.catalogue.devices.prose import Statement, read_statements
from app.catalogue.devices.reading import read_ability
from app.catalogue.devices.schema import Device
from app.domain.devices.ability import DeviceAbility, OAuthWord

_OAUTH = {"oauth": "OAuth", "smtp": "OAuth over SMTP"}
_PARTS = "; "
"""Parts the parts of a field's note."""


def check_prose(device: Device) -> Iterator[Fault]:
    """Hold each sentence that a person reads against the claims that the rules read."""
    ability = read_ability(device)
    for place, key, text in _texts(device):
        for one in contradictions(text, key, ability):
            said = "is there" if one.holds else "is not there"
            name = _OAUTH[one.of] if one.kind == "oauth" else f"{one.kind} ({one.of})"
            yield Fault(
                where=place,
                what=f"“{_short(text)}” says that {name} {said}; the claims say the opposite.",
                fix=f"Reword it, or correct ability.{one.kind} where a source bears the words out.",
            )


def contradictions(text: str, key: str, ability: DeviceAbility) -> Iterator[Statement]:
    """Give what a text says against what is known; `key` is where it stands."""
    seen: set[Statement] = set()
    for one in read_statements(text, key):
        known = _known(one, ability)
        if known is not None and known is not one.holds and one not in seen:
            seen.add(one)
            yield one


def _known(one: Statement, ability: DeviceAbility) -> bool | None:
    match one.kind:
        case "oauth":
            word = ability.oauth_over_smtp if one.of == "smtp" else ability.oauth
            return {OAuthWord.YES: True, OAuthWord.NO: False}.get(word)
        case "tls":
            return ability.can_encrypt if one.of == ANY_TLS else ability.speaks_any_of((one.of,))
        case "encryption":
            return ability.encrypts_by_any_of((one.of,))
        case _:
            return _knows_mechanism(one.of, ability)


def _knows_mechanism(name: str, ability: DeviceAbility) -> bool | None:
    return ability.can_sign_in if name == "PASSWORD" else ability.signs_in_by_any_of((name,))


def _texts(device: Device) -> Iterator[tuple[str, str, str]]:
    """Each text with its place and its key."""
    for at, remark in enumerate(device.remarks):
        if remark.confirmed:
            yield f"remarks[{at}].text", "remarks", remark.text
    for at, field in enumerate(device.fields):
        for part in field.note.split(_PARTS):
            yield f"fields[{at}].note", "note", part
    for key in ("oauth", "tls_min"):
        yield key, key, getattr(device, key)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
