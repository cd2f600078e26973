"""The schemas that editors read: each is the program's, is named for its files and fits them."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from app.catalogue.resources import CATALOGUE
from app.services.file_schemas import FileKind, file_schema

ROOT = Path(__file__).parents[2]
SPOILT = {
    FileKind.DEVICES: "netgate.toml",
    FileKind.TARGETS: "msmtp.toml",
    FileKind.FINDINGS: "aadsts_app.toml",
    FileKind.CLOUDS: "worldwide.toml",
}
"""Files of whose first entry everything is spoilt, one thing at a time."""
Json = dict[str, Any]
Place = tuple[Any, ...]
EACH = pytest.mark.parametrize("kind", FileKind)
EXPLAINED = {
    FileKind.DEVICES: ("Device", "DeviceField"),
    FileKind.TARGETS: ("Target", "TargetFile"),
    FileKind.FINDINGS: ("FindingText", "Match"),
    FileKind.CLOUDS: ("TrustFacts",),
}
"""Shapes of which every key has a sentence; those of a cloud say much by their names."""


def committed(kind: FileKind) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(kind.schema_file.read_text("utf-8"))
    return read


def files_named_for_editors(kind: FileKind) -> set[Path]:
    rules = tomllib.loads((ROOT / ".taplo.toml").read_text("utf-8"))["rule"]
    named = {ROOT / rule["schema"]["path"]: rule["include"] for rule in rules}
    return {path for glob in named[kind.schema_file] for path in ROOT.glob(glob)}


def read(path: Path) -> Json:
    """Read a file as editors hand it to a validator: JSON has no dates."""
    content: Json = json.loads(json.dumps(tomllib.loads(path.read_text("utf-8")), default=str))
    return content


def misfits(kind: FileKind, content: Json) -> list[str]:
    """Say where a file is not of its schema."""
    return [
        f"{fault.json_path}: {fault.message}" for fault in VALIDATORS[kind].iter_errors(content)
    ]


def is_read(kind: FileKind, content: Json) -> bool:
    """Say whether the program itself takes a file with this in it."""
    try:
        msgspec.convert(content, kind.shape)
    except msgspec.ValidationError:
        return False
    return True


def spoilt(content: Json) -> Iterator[tuple[str, Json]]:
    """Give copies of a file, each with one thing wrong, and say what it is."""
    for at, table in tables_of(content):
        yield f"{at}: a key that nobody knows", copy_with(content, at, {**table, "colour": 3})
        for key, value in table.items():
            rest = {name: one for name, one in table.items() if name != key}
            wrong = 3 if isinstance(value, str | list | dict) else "red"
            yield f"{at}: no {key}", copy_with(content, at, rest)
            yield f"{at}: {key} of another type", copy_with(content, at, {**table, key: wrong})


def tables_of(value: Any, at: Place = ()) -> Iterator[tuple[Place, Json]]:
    """Give every table, however deep, and where it stands."""
    if isinstance(value, dict):
        yield at, value
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for name, part in parts:
        if isinstance(part, dict | list):
            yield from tables_of(part, (*at, name))


def copy_with(content: Any, at: Place, table: Json) -> Any:
    """Put another table in one place."""
    if not at:
        return table
    changed = copy.copy(content)
    changed[at[0]] = copy_with(content[at[0]], at[1:], table)
    return changed


@EACH
def test_schema_that_editors_read_is_the_one_of_the_program(kind: FileKind) -> None:
    """Where it differs: `sendwright schema --KIND > resources/catalogue/KIND.schema.json`."""
    assert committed(kind) == json.loads(json.dumps(file_schema(kind)))


VALIDATORS = {kind: Draft202012Validator(committed(kind)) for kind in FileKind}


@EACH
def test_schema_is_a_schema(kind: FileKind) -> None:
    Draft202012Validator.check_schema(committed(kind))


@EACH
def test_every_file_of_the_catalogue_fits_its_schema(kind: FileKind) -> None:
    for path in files_named_for_editors(kind):
        assert misfits(kind, read(path)) == [], path.name


@pytest.mark.parametrize(("kind", "name"), SPOILT.items())
def test_editors_refuse_what_the_program_refuses(kind: FileKind, name: str) -> None:
    whole = read(CATALOGUE / kind / name)
    first = {key: value[:1] if isinstance(value, list) else value for key, value in whole.items()}
    for what, content in spoilt(first):
        assert bool(misfits(kind, content)) != is_read(kind, content), what
        assert ": no " in what or misfits(kind, content), what


@EACH
def test_nothing_that_must_be_there_may_be_missing(kind: FileKind) -> None:
    assert misfits(kind, {})


def test_schema_tells_what_is_wrong() -> None:
    wrong = {"code": "a.b", "severity": "bad", "titel": "A", "match": [{"phrases": "a"}]}
    told = "\n".join(misfits(FileKind.FINDINGS, {"finding": [wrong]}))
    for word in (
        "'sources' is a required",
        "'checked' is",
        "'title' is",
        "'bad' is not",
        "'titel'",
    ):
        assert "$.finding[0]" in told
        assert word in told
    assert "$.finding[0].match[0].phrases: 'a' is not of type 'array'" in told


@EACH
def test_editors_find_the_schema_of_each_file(kind: FileKind) -> None:
    files = set((CATALOGUE / kind).glob("*.toml"))
    assert files
    assert files_named_for_editors(kind) >= files


@EACH
def test_schema_explains_the_keys_that_people_write(kind: FileKind) -> None:
    shapes = committed(kind)["$defs"]
    for name in EXPLAINED[kind]:
        keys = shapes[name]["properties"]
        assert [key for key in keys if not keys[key].get("description")] == []


def test_schema_of_devices_names_the_words_of_security() -> None:
    families = committed(FileKind.DEVICES)["$defs"]["Device"]["properties"]
    words = families["security_labels"]["propertyNames"]["enum"]
    assert {"starttls", "implicit", "none"} <= set(words)
