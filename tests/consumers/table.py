"""Writes the help page that says how each export is proved; `--record` takes a test run's report.

    pytest --junit-xml=build/tests.xml
    python tests/consumers/table.py --record build/tests.xml

What the tests claim stands in their marks. With a record, a claim whose test did not run and pass
is an error, so the page never says more than a run has shown.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.catalogue import Catalogue, Target
from app.resources import HELP

ROOT = Path(__file__).resolve().parents[2]
PAGE = HELP / "targets.md"
_CLAIMING = ("tests/consumers", "tests/independent")
_READING_BACK = "tests/render/consumers"
_GOLDEN = ROOT / "tests/render/__snapshots__/test_targets"
_METHODS = {
    "token": "OAuth token",
    "password": "password",
    "relay": "relay by address",
    "certificate": "relay by certificate",
    "bridge": "through the bridge",
}
_INTRODUCTION = """\
# How each export is proved

“Sent for real” means: the program itself was installed, given the files as Sendwright wrote them,
and its message was counted in the mailbox of a mail server of other authors, by each way of
signing in that is named. “Read back” means: the program, or the parser it uses, accepted the file
and, where it can show values, gave back those that went in, also unusual ones. “Compared” means:
the file is compared, word by word, with one that a person has read, and hostile values are tried
in it. What has no mark was not proved in that way; the export's README says which facts are not
confirmed.

| Program | Sent for real | Read back | Compared |
|---|---|---|---|
"""


@dataclass(frozen=True, order=True)
class Claim:
    """A test says that what a target's export sends arrives, by one method."""

    target: str
    method: str
    test: str
    """Module and function, as a report of the run names them."""


def find_claims(root: Path = ROOT) -> tuple[Claim, ...]:
    """Read the marks of all tests."""
    files = (path for folder in _CLAIMING for path in (root / folder).glob("test_*.py"))
    return tuple(sorted(claim for path in files for claim in _claims_of(path, root)))


def _claims_of(path: Path, root: Path) -> Iterator[Claim]:
    module = ".".join(path.relative_to(root).with_suffix("").parts)
    for node in ast.parse(path.read_text("utf-8")).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.proves":
                target, *methods = (ast.literal_eval(argument) for argument in mark.args)
                yield from (Claim(target, method, f"{module}::{node.name}") for method in methods)


def find_read_back(targets: Iterable[str]) -> frozenset[str]:
    """Name the targets that the tests of parsers know."""
    words = {
        node.value
        for path in (ROOT / _READING_BACK).glob("test_*.py")
        if path.stem != "test_sending"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
    }
    return frozenset(target for target in targets if target in words)


def unproved(claims: Iterable[Claim], record: Path) -> tuple[Claim, ...]:
    """Return the claims whose test did not run, was skipped or failed in a run."""
    passed: dict[str, bool] = {}
    for case in ET.parse(record).iter("testcase"):
        test = f"{case.get('classname')}::{(case.get('name') or '').partition('[')[0]}"
        is_well = all(case.find(fault) is None for fault in ("failure", "error", "skipped"))
        passed[test] = passed.get(test, True) and is_well
    return tuple(claim for claim in claims if not passed.get(claim.test))


def write_page(claims: Iterable[Claim]) -> str:
    """Make the page from catalogue and claims."""
    sent: dict[str, set[str]] = {}
    for claim in claims:
        sent.setdefault(claim.target, set()).add(claim.method)
    targets = Catalogue().targets
    read_back = find_read_back(targets)
    rows = (
        _row(target, sent.get(target.id, set()), is_read_back=target.id in read_back)
        for target in sorted(targets.values(), key=lambda target: target.name.casefold())
    )
    return _INTRODUCTION + "".join(rows)


def _row(target: Target, methods: set[str], *, is_read_back: bool) -> str:
    golden = (_GOLDEN / f"test_export[{target.id}].txt").is_file()
    cells = (
        target.name,
        ", ".join(words for method, words in _METHODS.items() if method in methods) or "–",
        "yes" if is_read_back else "–",
        "yes" if golden else "–",
    )
    return f"| {' | '.join(cells)} |\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the page that says how exports are proved.")
    parser.add_argument("--record", type=Path, help="a run's report, as --junit-xml writes it")
    claims = find_claims()
    record: Path | None = parser.parse_args().record
    missing = unproved(claims, record) if record else ()
    for claim in missing:
        sys.stderr.write(f"the run does not show {claim.target} by {claim.method}: {claim.test}\n")
    if missing:
        return 1
    PAGE.write_text(write_page(claims), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
