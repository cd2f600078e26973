"""Reads a file of devices as a contributor wrote it, and says all that is wrong with it at once."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import msgspec

from app.catalogue.devices.rules import Fault, check_device
from app.catalogue.devices.schema import (
    Device,
    DeviceField,
    DeviceKind,
    FieldValue,
    SecurityWord,
)
from app.catalogue.fact import Confidence

_AT = re.compile(r"(?P<what>.*?)(?: - at (?P<key>`key` in )?`\$\.?(?P<path>.*)`)?", re.DOTALL)
_CHOICES = {
    "kind": get_args(DeviceKind),
    "value": get_args(FieldValue),
    "security_labels": get_args(SecurityWord),
    "confidence": tuple(Confidence),
}
_PLAIN = {
    "`str`": "text",
    "`int`": "a whole number",
    "`bool`": "true or false",
    "`array`": "a list",
    "`object`": "a table",
    "`date`": "a date",
    "of length >= 1": "that is not empty",
}
_MISSING = re.compile(r"Object missing required field `(\w+)`")


def lint_devices(content: bytes, taken: Collection[str] = (), *, today: date) -> tuple[Fault, ...]:
    """List every fault of a file, in its order; `taken` are the ids of the other files."""
    try:
        raw = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return (Fault(where="", what="The file is not UTF-8.", fix="Save it as UTF-8."),)
    except (tomllib.TOMLDecodeError, RecursionError) as exc:
        fix = "Look at that line; text stands in double quotes, lists in square brackets."
        return (Fault(where="", what=f"The file is not TOML: {exc}.", fix=fix),)
    families = raw.get("device")
    if not isinstance(families, list) or not families or len(raw) > 1:
        fix = "Begin each family with a line [[device]], and let nothing stand outside of them."
        what = "The file must be a list of [[device]] and nothing else."
        return (Fault(where="", what=what, fix=fix),)
    return tuple(_lint_all(families, set(taken), today))


def _lint_all(families: list[Any], taken: set[str], today: date) -> Iterator[Fault]:
    for at, family in enumerate(families):
        for fault in _lint_one(family, taken, today):
            where = f"device[{at}].{fault.where}" if fault.where else f"device[{at}]"
            yield replace(fault, where=where)
        if isinstance(family, dict):
            taken.add(str(family.get("id")))


def _lint_one(family: Any, taken: set[str], today: date) -> Iterator[Fault]:
    if not isinstance(family, dict):
        yield Fault(where="", what="This is not a family.", fix="Begin it with [[device]].")
        return
    faults = list(_lint_shape(family))
    yield from faults
    if str(family.get("id")) in taken:
        fix = "Choose another; each family has an id of its own in the whole catalogue."
        yield Fault(where="id", what=f"“{family['id']}” is taken already.", fix=fix)
    if not faults:
        yield from check_device(msgspec.convert(family, Device), today)


def _lint_shape(family: dict[str, Any]) -> Iterator[Fault]:
    """Look at each field of the form by itself, so that one fault hides no other."""
    fields = family.get("fields", [])
    forms = fields if isinstance(fields, list) else []
    for at, form in enumerate(forms):
        yield from _lint_part(form, DeviceField, f"fields[{at}]")
    rest = {**family, "fields": []} if isinstance(fields, list) else family
    yield from _lint_part(rest, Device, "")


def _lint_part(part: Any, kind: type[Device] | type[DeviceField], where: str) -> Iterator[Fault]:
    if not isinstance(part, dict):
        fix = 'Write it as { label = "…", value = "…" }.'
        yield Fault(where=where, what="This is not a field of a form.", fix=fix)
        return
    known = [field.name for field in msgspec.structs.fields(kind)]
    for name in part.keys() - set(known):
        yield Fault(where=where, what=f"“{name}” is not known here.", fix=_suggest(name, known))
    try:
        msgspec.convert({key: part[key] for key in known if key in part}, kind)
    except msgspec.ValidationError as exc:
        yield _explain(str(exc), where)


def _explain(message: str, where: str) -> Fault:
    """Turn what msgspec says into words of a contributor."""
    found = _AT.fullmatch(message)
    what, path = (found["what"], found["path"] or "") if found else (message, "")
    place = ".".join(filter(None, (where, path)))
    missing = _MISSING.fullmatch(what)
    if missing:
        name = missing[1]
        return Fault(where=place, what=f"“{name}” is missing.", fix=f"Add a line: {name} = …")
    if what.startswith("Invalid enum value"):
        typed = what.removeprefix("Invalid enum value ").strip("'")
        choices = _CHOICES.get(path.rpartition(".")[2].partition("[")[0], ())
        what = f"“{typed}” is not one of the words that can stand here."
        return Fault(where=place, what=what, fix=_suggest(typed, choices))
    if "encoded date" in what:
        fix = "Write it as in 2026-11-25, without quotes."
        return Fault(where=place, what="This is not a date.", fix=fix)
    if "matching regex" in what:
        fix = "Use small letters and digits, with single hyphens between."
        return Fault(where=place, what="This is not an id.", fix=fix)
    fix = _advise(what)
    for word, plain in _PLAIN.items():
        what = what.replace(word, plain)
    return Fault(where=place, what=f"{what}.", fix=fix)


def _advise(what: str) -> str:
    if "of length >=" in what:
        return "Put something in, or leave the line out."
    if "Expected `str`" in what:
        return "Put it in double quotes, and make it shorter where it is too long."
    if "got `str`" in what:
        return "Leave out the quotes, or write a list in square brackets."
    return "Compare it with the example in the guide for contributors."


def _suggest(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    start = f"Did you mean “{near[0]}”? " if near else ""
    return f"{start}Known are: {', '.join(known)}."
