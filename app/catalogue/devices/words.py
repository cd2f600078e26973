"""A device family in the reader's language: our remarks translated, its own labels where known."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import MappingProxyType

from msgspec.structs import replace

from app.catalogue.devices.reading import read_ability
from app.catalogue.devices.schema import Device
from app.catalogue.files import read_phrases
from app.catalogue.resources import I18N
from app.domain.devices.ability import OAuthWord

PARTS = "; "
"""Parts the parts of a note; each is translated by itself, so that all devices share them."""
GENERIC = "Generic"
"""The vendor whose labels are our own words and are translated too."""


@cache
def load_device_phrases(language: str) -> MappingProxyType[str, str]:
    """Our remarks on devices in a language, by the English; empty for English."""
    return MappingProxyType(dict(read_phrases(I18N / language / "devices")))


def say(text: str, language: str) -> str:
    """Translate one remark; in English where there is no translation of exactly these words."""
    return load_device_phrases(language).get(text, text)


def say_note(note: str, language: str) -> str:
    """Translate each part of a note that has parts."""
    return PARTS.join(say(part, language) for part in note.split(PARTS))


def in_language(device: Device, language: str) -> Device:
    """Take the labels that stand on the device in this language; those not known stay."""
    local = next((words for name, words in device.local.items() if name == language), None)
    if device.vendor == GENERIC:
        return replace(
            device,
            fields=tuple(replace(one, label=say(one.label, language)) for one in device.fields),
        )
    if local is None:
        return device
    return replace(
        device,
        menu_path=local.menu_path or device.menu_path,
        security_labels={**device.security_labels, **local.security_labels},
        fields=tuple(
            replace(one, label=local.labels.get(one.label, one.label)) for one in device.fields
        ),
    )


def remarks_of(device: Device) -> Iterator[str]:
    """Give every sentence and phrase of ours that a sheet of this device may print."""
    can_sign_in = read_ability(device).oauth_over_smtp is not OAuthWord.NO
    oauth = spoken_oauth(device) if can_sign_in else ""
    settle = device.ability.settle
    yield from filter(None, (device.web_ui, device.tls_min, device.from_rule, oauth, settle))
    yield from (remark.text for remark in device.remarks)
    yield from device.unverified
    for field in device.fields:
        yield from (part for part in field.note.split(PARTS) if part)
        if device.vendor == GENERIC:
            yield field.label


def spoken_oauth(device: Device) -> str:
    """How it signs in with OAuth, without the yes or no before it."""
    return _without_answer(device.oauth)


def say_oauth(text: str, language: str) -> str:
    """Translate how a device signs in with OAuth; the yes or no stands in English only."""
    spoken = _without_answer(text)
    said = say(spoken, language)
    return text if said == spoken else said


def _without_answer(text: str) -> str:
    answer, parted, rest = text.partition(": ")
    spoken = rest if parted and answer in ("Yes", "Partly", "Unknown") else text
    return spoken[:1].upper() + spoken[1:]
