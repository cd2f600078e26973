"""A new finding: its words, in other languages too where others act, and the test of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import msgspec

from app.catalogue.schema.finding import FindingFile
from app.catalogue.schema.words import FindingWords
from app.catalogue.translation import digest
from app.domain.finding import Actor, Severity
from tests.skeleton.drafts import MARK, Draft, Plan, RefusedError, longer_file, new_file, shape

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_VALUE = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST = 70
_MOST_VALUES = 5
_HERE = (Actor.YOU, Actor.NOBODY)
_CHECK = "check."


def plan_finding(
    root: Path,
    code: str,
    module: str | None,
    severity: Severity,
    who: Actor,
    values: tuple[str, ...],
) -> Plan:
    """Plan the entries and the test of a finding; raises RefusedError."""
    _check_values(values)
    asks = severity in (Severity.ERROR, Severity.WARNING)
    who = who if asks else Actor.NOBODY
    told = {
        "code": code,
        "severity": str(severity),
        "who": str(who),
        "places": "".join(f" {{{name}}}" for name in values),
        "today": date.today().isoformat(),
    }
    file = file_of(root, code)
    kind = "check" if code.startswith(_CHECK) else "finding" if asks else "remark"
    entry = shape(f"{kind}.toml", **told)
    drafts = [longer_file(root / "resources" / "catalogue" / "findings" / file, entry)]
    if who not in _HERE and kind == "finding":
        drafts += _translations(root, file, entry, told)
    if kind != "check":
        drafts.append(_test(root, code, module, values))
    then = shape("check.next" if kind == "check" else "finding.next", module=str(module))
    return Plan(drafts=tuple(drafts), then=tuple(then.splitlines()))


def _check_values(values: tuple[str, ...]) -> None:
    for name in values:
        if not _VALUE.fullmatch(name) or name == "subject" or name.endswith("_quoted"):
            raise RefusedError(
                f"{name!r} is no name of a value: small letters, digits, underscores"
            )
    if len(set(values)) != len(values) or len(values) > _MOST_VALUES:
        raise RefusedError(f"values have different names, and there are {_MOST_VALUES} at most")


def file_of(root: Path, code: str) -> str:
    """Name the file whose codes begin most like this one; raises RefusedError for a bad code."""
    if not _CODE.fullmatch(code) or len(code) > _LONGEST:
        raise RefusedError(
            f"{code!r} is no code: dotted, small letters, digits and underscores, "
            f"{_LONGEST} at most"
        )
    known = _codes(root)
    if code in {one for codes in known.values() for one in codes}:
        raise RefusedError(f"there is a finding {code} already, and a code is never used again")
    likeness = {file: _likeness(code, codes) for file, codes in known.items()}
    best = max(likeness, key=lambda file: likeness[file])
    return best if likeness[best][0] else f"{code.partition('.')[0]}.toml"


def _codes(root: Path) -> Mapping[str, list[str]]:
    return {
        path.name: [one["code"] for one in tomllib.loads(path.read_text("utf-8"))["finding"]]
        for path in sorted((root / "resources" / "catalogue" / "findings").glob("*.toml"))
    }


def _likeness(code: str, others: list[str]) -> tuple[int, int]:
    """Count how many parts the likest begin with, and how many are as like."""
    shared = [_shared(code.split("."), other.split(".")) for other in others]
    return max(shared), shared.count(max(shared))


def _shared(one: list[str], other: list[str]) -> int:
    same = [a == b for a, b in zip(one, other, strict=False)]
    return same.index(False) if False in same else len(same)


def _translations(root: Path, file: str, entry: str, told: Mapping[str, str]) -> list[Draft]:
    """Give each language an entry of the English as it stands now."""
    (english,) = msgspec.toml.decode(entry, type=FindingFile).finding
    of = digest(english, FindingWords)
    i18n = root / "resources" / "i18n"
    languages = sorted(path.name.split(".")[1] for path in i18n.glob("message.*.toml"))
    return [
        longer_file(
            i18n / language / "findings" / file,
            shape("words.toml", of=of, language=language, **told),
        )
        for language in languages
    ]


def _test(root: Path, code: str, module: str | None, values: tuple[str, ...]) -> Draft:
    path = Path(module or "")
    is_ours = path.parts[:1] == ("app",) and ".." not in path.parts and path.suffix == ".py"
    if not module or not is_ours or not (root / path).is_file():
        raise RefusedError(
            f"{module or 'no module'!r} does not make findings: "
            "name the module that will, such as app/probe/dns/dkim.py"
        )
    name = code.replace(".", "_")
    wanted = "".join(f'    "{value}": "{MARK}",\n' for value in values)
    text = shape(
        "test_finding.py",
        code=code,
        name=name,
        module=module,
        values=f"\n{wanted}" if values else "",
    )
    return new_file(root / "tests" / Path(*path.parent.parts[1:]) / f"test_{name}.py", text)
