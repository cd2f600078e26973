"""What a device family must keep beyond its shape, each rule with the way to keep it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from app.catalogue.devices.ability_rules import check_claims, check_sources
from app.catalogue.devices.fault import Fault
from app.catalogue.devices.prose_rules import check_prose
from app.catalogue.devices.schema import Device
from app.catalogue.schema.fact import Confidence

PLACEHOLDERS = ("server", "port", "username", "password", "from_localpart", "from_domain")
_ENDS = (".", "!", "?", ")")
_LEFTOVER = re.compile(r"\b(TODO|FIXME|XXX|TBD)\b|\?\?\?", re.IGNORECASE)
_BRACES = re.compile(r"\{([^{}]*)\}")
_WEB = re.compile(r"https?://[^\s/]+\.[^\s/]+\S*")
_TITLE = re.compile(r"\S+(?: \S+){2,}")


def check_device(device: Device, today: date) -> Iterator[Fault]:
    """Give every rule that a family of the right shape breaks; `where` is within the family."""
    for rule in _RULES:
        yield from rule(device)
    if device.checked > today:
        yield Fault(
            where="checked",
            what=f"{device.checked} has not come yet.",
            fix="Write the day on which you looked at the sources.",
        )


def _sources(device: Device) -> Iterator[Fault]:
    if not device.sources:
        yield Fault(
            where="sources",
            what="No source is named.",
            fix="Give the address of at least one page that says this.",
        )
    for name in ("sources", "vendor_pages"):
        for at, address in enumerate(getattr(device, name)):
            shape = _WEB if ":" in address[:6] or name == "vendor_pages" else _TITLE
            if not (_WEB.fullmatch(address) or shape.fullmatch(address)):
                yield Fault(
                    where=f"{name}[{at}]",
                    what=f"“{address}” is neither an address nor the title of a document.",
                    fix="Write an address that begins with https://, or the whole title.",
                )


def _confidence(device: Device) -> Iterator[Fault]:
    is_sure = device.confidence is Confidence.CONFIRMED
    if is_sure and device.doubt:
        yield Fault(
            where="doubt",
            what="A confirmed family has a doubt.",
            fix="Set confidence to third_party or unconfirmed, or move the doubt to unverified.",
        )
    if not is_sure and not device.doubt:
        yield Fault(
            where="doubt",
            what=f"The confidence is {device.confidence.value}, and nothing says why.",
            fix="Say in one sentence what is not sure.",
        )


def _sentences(device: Device) -> Iterator[Fault]:
    for where, text in _prose(device):
        if not text.endswith(_ENDS):
            yield Fault(
                where=where,
                what=f"“{_short(text)}” does not end like a sentence.",
                fix="End it with a full stop.",
            )
    for where, text in (*_prose(device), *_words(device)):
        if text != " ".join(text.split()) or not text:
            yield Fault(
                where=where,
                what=f"“{_short(text)}” is empty, or has spaces at its ends or two in a row.",
                fix="Take the extra spaces out, or leave the key out.",
            )
        if _LEFTOVER.search(text):
            yield Fault(
                where=where,
                what=f"“{_short(text)}” is not finished.",
                fix="Finish it, or move what nobody knows to unverified.",
            )


def _prose(device: Device) -> Iterator[tuple[str, str]]:
    """Whatever is printed or shown as a sentence."""
    for at, remark in enumerate(device.remarks):
        yield f"remarks[{at}].text", remark.text
    for at, text in enumerate(device.unverified):
        yield f"unverified[{at}]", text
    if device.ability.settle:
        yield "ability.settle", device.ability.settle
    for name in ("doubt", "oauth", "from_rule"):
        if getattr(device, name):
            yield name, getattr(device, name)


def _words(device: Device) -> Iterator[tuple[str, str]]:
    """Whatever is printed as a caption."""
    yield "vendor", device.vendor
    yield "family", device.family
    for name in ("menu_path", "aliases"):
        for at, text in enumerate(getattr(device, name)):
            yield f"{name}[{at}]", text
    for at, field in enumerate(device.fields):
        yield f"fields[{at}].label", field.label
    for at, one in enumerate(device.ability.auth_labels):
        yield f"ability.auth_labels[{at}].label", one.label
    for key, text in device.security_labels.items():
        yield f"security_labels.{key}", text


def _commands(device: Device) -> Iterator[Fault]:
    for at, command in enumerate(device.commands):
        for name in _BRACES.findall(command):
            if name not in PLACEHOLDERS:
                yield Fault(
                    where=f"commands[{at}]",
                    what=f"{{{name}}} is nothing that can be filled in.",
                    fix="Use one of {" + "}, {".join(PLACEHOLDERS) + "}.",
                )


def _doubles(device: Device) -> Iterator[Fault]:
    lists = {
        "remarks": [remark.text for remark in device.remarks],
        **{name: getattr(device, name) for name in ("unverified", "aliases", "sources")},
    }
    for name, each in lists.items():
        texts = [text.casefold() for text in each]
        for at, text in enumerate(texts):
            if text in texts[:at]:
                yield Fault(
                    where=f"{name}[{at}]",
                    what="The same stands there twice.",
                    fix="Take one of them out.",
                )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


_RULES: tuple[Callable[[Device], Iterator[Fault]], ...] = (
    _sources, _confidence, _sentences, _commands, _doubles, check_sources, check_claims,
    check_prose,
)  # fmt: skip
