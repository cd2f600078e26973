"""The schemas that editors read: each is the program's, is named for its files and fits them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.catalogue.resources import CATALOGUE
from app.services.file_schemas import FileKind, file_schema

ROOT = Path(__file__).parents[2]
EACH = pytest.mark.parametrize("kind", FileKind)
EXPLAINED = {
    FileKind.DEVICES: ("Device", "DeviceField"),
    FileKind.TARGETS: ("Target", "TargetFile"),
    FileKind.FINDINGS: ("FindingText", "Match"),
    FileKind.CLOUDS: ("TrustFacts",),
}
"""Shapes of which every key has a sentence; those of a cloud say much by their names."""
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": (str, date),
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def committed(kind: FileKind) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(kind.schema_file.read_text("utf-8"))
    return read


def files_named_for_editors(kind: FileKind) -> set[Path]:
    rules = tomllib.loads((ROOT / ".taplo.toml").read_text("utf-8"))["rule"]
    named = {ROOT / rule["schema"]["path"]: rule["include"] for rule in rules}
    return {path for glob in named[kind.schema_file] for path in ROOT.glob(glob)}


def misfits(value: Any, node: dict[str, Any], schema: dict[str, Any], at: str) -> Iterator[str]:
    """Say where a value is not of the schema, by what our schemas use of JSON Schema's words."""
    if "$ref" in node:
        yield from misfits(value, schema["$defs"][node["$ref"].rpartition("/")[2]], schema, at)
    if "anyOf" in node and all([*misfits(value, one, schema, at)] for one in node["anyOf"]):
        yield f"{at}: fits nothing"
    if "enum" in node and value not in node["enum"]:
        yield f"{at}: {value} is none of {node['enum']}"
    if "type" in node and not isinstance(value, TYPES[node["type"]]):
        yield f"{at}: no {node['type']}"
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from misfits(one, node.get("items", {}), schema, f"{at}[{number}]")
    elif isinstance(value, dict) and node.get("type") == "object":
        yield from misfits_of_table(value, node, schema, at)


def misfits_of_table(
    value: dict[str, Any], node: dict[str, Any], schema: dict[str, Any], at: str
) -> Iterator[str]:
    known, others = node.get("properties", {}), node.get("additionalProperties", True)
    yield from (f"{at}.{key}: missing" for key in node.get("required", ()) if key not in value)
    for key, one in value.items():
        if key not in known and others is False:
            yield f"{at}.{key}: not known"
        rest = others if isinstance(others, dict) else {}
        yield from misfits(one, known.get(key, rest), schema, f"{at}.{key}")


@EACH
def test_schema_that_editors_read_is_the_one_of_the_program(kind: FileKind) -> None:
    """Where it differs: `sendwright schema --KIND > resources/catalogue/KIND.schema.json`."""
    assert committed(kind) == json.loads(json.dumps(file_schema(kind)))


@EACH
def test_every_file_of_the_catalogue_fits_its_schema(kind: FileKind) -> None:
    schema = committed(kind)
    for path in files_named_for_editors(kind):
        content = tomllib.loads(path.read_text("utf-8"))
        assert list(misfits(content, schema, schema, path.name)) == []


def test_schema_tells_what_is_wrong() -> None:
    schema = committed(FileKind.FINDINGS)
    wrong = {"code": "a.b", "severity": "bad", "titel": "A", "match": [{"phrases": "a"}]}
    assert [told.split(":")[0] for told in misfits({"finding": [wrong]}, schema, schema, "")] == [
        ".finding[0].sources",
        ".finding[0].checked",
        ".finding[0].title",
        ".finding[0].severity",
        ".finding[0].titel",
        ".finding[0].match[0].phrases",
    ]


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
