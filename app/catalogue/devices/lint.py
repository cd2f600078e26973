"""Reads a file of devices as a contributor wrote it, and says all that is wrong with it at once."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from app.catalogue.devices.ability import (
    Ability,
    AuthLabel,
    EncryptionClaim,
    HeloClaim,
    MechanismClaim,
    OAuthStatement,
    Remark,
    TlsClaim,
)
from app.catalogue.devices.fault import Fault
from app.catalogue.devices.places import find_line
from app.catalogue.devices.rules import check_device
from app.catalogue.devices.schema import Device, DeviceField

_AT = re.compile(r"(?P<what>.*?)(?: - at (?P<key>`key` in )?`\$\.?(?P<path>.*)`)?", re.DOTALL)
_UNKNOWN = re.compile(r"“(\w+)” is not known here\.")
_FORMER = {
    "quirks": 'Write remarks = [ { text = "…", about = "…" } ].',
    "oauth_ability": "Write it as a claim: oauth = [ … ] under [device.ability].",
    "auth_methods": "Write mechanisms = [ … ] and auth_labels = [ … ] under [device.ability].",
}
_AT_LINE = re.compile(r"at line (\d+)")
_PARTS: Mapping[str, type[Struct]] = {"fields": DeviceField, "remarks": Remark}
_CLAIMS: Mapping[str, type[Struct]] = {
    "tls": TlsClaim,
    "encryption": EncryptionClaim,
    "mechanisms": MechanismClaim,
    "auth_labels": AuthLabel,
    "oauth": OAuthStatement,
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
        text = content.decode("utf-8-sig")
        raw = tomllib.loads(text)
    except UnicodeDecodeError:
        return (Fault(where="", what="The file is not UTF-8.", fix="Save it as UTF-8."),)
    except (tomllib.TOMLDecodeError, RecursionError) as exc:
        fix = "Look at that line; text stands in double quotes, lists in square brackets."
        found = _AT_LINE.search(str(exc))
        line = int(found[1]) if found else 0
        return (Fault(where="", what=f"The file is not TOML: {exc}.", fix=fix, line=line),)
    families = raw.get("device")
    if not isinstance(families, list) or not families or len(raw) > 1:
        fix = "Begin each family with a line [[device]], and let nothing stand outside of them."
        what = "The file must be a list of [[device]] and nothing else."
        return (Fault(where="", what=what, fix=fix),)
    faults = _lint_all(families, set(taken), today)
    return tuple(replace(fault, line=find_line(text, _place(fault))) for fault in faults)


def _place(fault: Fault) -> str:
    """Where to look for its line; a key that is not known stands in the table that it names."""
    found = _UNKNOWN.fullmatch(fault.what)
    return f"{fault.where}.{found[1]}" if found else fault.where


def _lint_all(families: list[Any], taken: set[str], today: date) -> Iterator[Fault]:
    for at, family in enumerate(families):
        for fault in _lint_one(family, taken, today):
            where = f"device[{at}].{fault.where}" if fault.where else f"device[{at}]"
            yield replace(fault, where=where)
        if isinstance(family, dict) and "id" in family:
            taken.add(str(family["id"]))


def _lint_one(family: Any, taken: set[str], today: date) -> Iterator[Fault]:
    if not isinstance(family, dict):
        yield Fault(where="", what="This is not a family.", fix="Begin it with [[device]].")
        return
    faults = list(_lint_shape(family))
    yield from faults
    if "id" in family and str(family["id"]) in taken:
        fix = "Choose another; each family has an id of its own in the whole catalogue."
        yield Fault(where="id", what=f"“{family['id']}” is taken already.", fix=fix)
    if not faults:
        yield from check_device(msgspec.convert(family, Device), today)


def _lint_shape(family: dict[str, Any]) -> Iterator[Fault]:
    """Look at each part by itself, so that one fault hides no other."""
    rest = dict(family)
    for name, kind in _PARTS.items():
        yield from _lint_list(rest, name, kind, name)
    ability = rest.get("ability")
    if isinstance(ability, dict):
        left = dict(ability)
        for name, kind in _CLAIMS.items():
            yield from _lint_list(left, name, kind, f"ability.{name}")
        helo = left.pop("helo", None)
        if helo is not None:
            yield from _lint_part(helo, HeloClaim, "ability.helo")
        yield from _lint_part(left, Ability, "ability")
        del rest["ability"]
    yield from _lint_part(rest, Device, "")


def _lint_list(table: dict[str, Any], name: str, kind: type[Struct], where: str) -> Iterator[Fault]:
    """Lint the items of a list and take it out of its table; what is no list stays there."""
    items = table.get(name)
    if not isinstance(items, list):
        return
    for at, item in enumerate(items):
        yield from _lint_part(item, kind, f"{where}[{at}]")
    table[name] = []


def _lint_part(part: Any, kind: type[Struct], where: str) -> Iterator[Fault]:
    known = [field.name for field in msgspec.structs.fields(kind)]
    if not isinstance(part, dict):
        needed = [one.name for one in msgspec.structs.fields(kind) if one.required]
        keys = ", ".join(f'{name} = "…"' for name in needed)
        fix = f"Write it as {{ {keys} }}."
        yield Fault(where=where, what="This is not a table of its keys.", fix=fix)
        return
    for name in part.keys() - set(known):
        fix = _FORMER.get(name) or _suggest(name, known)
        yield Fault(where=where, what=f"“{name}” is not known here.", fix=fix)
    try:
        msgspec.convert({key: part[key] for key in known if key in part}, kind)
    except msgspec.ValidationError as exc:
        yield _explain(str(exc), where, kind)


def _explain(message: str, where: str, kind: type[Struct]) -> Fault:
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
        choices = _choices(kind, path.partition("[")[0].partition(".")[0])
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


def _choices(kind: type[Struct], name: str) -> tuple[str, ...]:
    """The words that can stand in a field, where it has a list of them."""
    hints = get_type_hints(kind)
    known: list[Any] = [hints.get(name)]
    while known:
        hint = known.pop()
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return tuple(hint)
        if get_origin(hint) is Literal:
            return get_args(hint)
        known.extend(get_args(hint))
    return ()


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
