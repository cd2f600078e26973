"""A new export: entry of the catalogue, template, and the test with the program that reads it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

from app.catalogue import Catalogue
from tests.skeleton.drafts import Plan, RefusedError, new_file, shape

FOLDERS = {"application": "apps", "mail_program": "mail", "server": "mta", "framework": ""}
"""Where the templates of a kind lie; those of frameworks by their language."""
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FILE = re.compile(r"[A-Za-z0-9._][A-Za-z0-9._-]*")
_LONGEST = 30
_BETWEEN = {"yaml": ": ", "env": "=", "properties": "="}


def plan_target(root: Path, name: str, file: str, kind: str) -> Plan:
    """Plan the files of an export; raises RefusedError."""
    catalogue = Catalogue(root / "resources" / "catalogue")
    _check_name(name, catalogue)
    _check_file(file)
    rule, folder = _as_neighbours(catalogue, file, kind)
    template = f"{folder or name}/{name}{Path(file).suffix}.j2"
    values = {
        "id": name,
        "name": name.replace("-", "_"),
        "file": file,
        "kind": kind,
        "template": template,
        "quoting": rule,
        "between": _BETWEEN.get(rule, " = "),
        "today": date.today().isoformat(),
    }
    body = "template.json" if rule == "json" and file.endswith(".json") else "template"
    tests = root / "tests"
    return Plan(
        drafts=(
            new_file(catalogue_file(root, name), shape("target.toml", **values)),
            new_file(root / "resources" / "templates" / template, shape(body, **values)),
            new_file(
                tests / "consumers" / f"test_{values['name']}.py",
                shape("test_target.py", **values),
            ),
        ),
        then=tuple(shape("target.next", **values).splitlines()),
    )


def catalogue_file(root: Path, name: str) -> Path:
    """Say where an entry stands."""
    return root / "resources" / "catalogue" / "targets" / f"{name}.toml"


def _check_name(name: str, catalogue: Catalogue) -> None:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise RefusedError(
            f"{name!r} is no name of a target: small letters, digits and single hyphens, "
            f"{_LONGEST} at most"
        )
    if name in catalogue.targets or name in catalogue.device_targets:
        raise RefusedError(f"there is a target {name} already")


def _check_file(file: str) -> None:
    is_plain = _FILE.fullmatch(file) and ".." not in file and file.strip(".")
    if not is_plain or file.casefold() == "readme.txt" or len(file) > _LONGEST:
        raise RefusedError(
            f"{file!r} is no name of a file to export: letters, digits, dot, hyphen, underscore; "
            "README.txt is written by itself"
        )


def _as_neighbours(catalogue: Catalogue, file: str, kind: str) -> tuple[str, str]:
    """Take the rule and the folder that files of this suffix mostly have; the strictest if none."""
    alike = [
        (target.kind, one)
        for target in catalogue.targets.values()
        for one in target.files
        if Path(one.name).suffix == Path(file).suffix != ""
    ]
    rules = Counter(one.quoting for _, one in alike).most_common(1)
    folders = Counter(one.template.partition("/")[0] for of, one in alike if of == kind)
    return rules[0][0] if rules else "bare", FOLDERS[kind] or next(iter(folders), "")
