"""Writes the files that a new export, finding or part of a page begins with.

    python -m tests.skeleton target NAME FILE [--kind KIND]
    python -m tests.skeleton finding CODE MODULE [--severity S] [--who W] [--value NAME …]
    python -m tests.skeleton page STEP NAME

What only you know is marked FILL_IN, and tests fail until it is there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app.domain.finding import Actor, Severity
from tests.skeleton.drafts import MARK, Plan, RefusedError, write_all
from tests.skeleton.finding import plan_finding
from tests.skeleton.page import STEPS, plan_page
from tests.skeleton.target import FOLDERS, plan_target

ROOT = Path(__file__).resolve().parents[2]
_WRONG_USAGE = 2
_FIRST = (
    f"All of them: put the facts where {MARK} stands; "
    "`pytest tests/skeleton/test_marks.py` lists what is left."
)


def main(words: Sequence[str], root: Path = ROOT) -> int:
    """Plan, write and say what was written; what is refused writes nothing."""
    asked = _parser().parse_args(words)
    try:
        plan = _plan(asked, root)
        write_all(plan.drafts)
    except (RefusedError, OSError) as exc:
        sys.stderr.write(f"Nothing was written: {exc}\n")
        return _WRONG_USAGE
    sys.stdout.write(_told(plan, root))
    return 0


def _plan(asked: argparse.Namespace, root: Path) -> Plan:
    match asked.what:
        case "target":
            return plan_target(root, asked.name, asked.file, asked.kind)
        case "finding":
            severity, who = Severity(asked.severity), Actor(asked.who)
            return plan_finding(root, asked.code, asked.module, severity, who, tuple(asked.value))
        case _:
            return plan_page(root, asked.step, asked.name)


def _told(plan: Plan, root: Path) -> str:
    written = (
        f"{'wrote' if draft.before is None else 'added to'} "
        f"{draft.path.relative_to(root).as_posix()}"
        for draft in plan.drafts
    )
    return "\n".join((*written, "", "Next:", *(f"- {line}" for line in (_FIRST, *plan.then)), ""))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.skeleton",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = parser.add_subparsers(dest="what", required=True)
    target = kinds.add_parser("target", help="a program that a configuration is written for")
    target.add_argument("name", help="small letters, digits, hyphens; never changed afterwards")
    target.add_argument("file", help="the file that is written for it, such as app.ini")
    target.add_argument("--kind", choices=FOLDERS, default="application")
    finding = kinds.add_parser("finding", help="something that is seen, by its code")
    finding.add_argument("code", help="dotted, lower case; check.… names a check")
    finding.add_argument(
        "module", nargs="?", help="where it is made, such as app/probe/dns/dkim.py"
    )
    finding.add_argument("--severity", choices=[str(one) for one in Severity], default="error")
    finding.add_argument("--who", choices=[str(one) for one in Actor], default="you")
    finding.add_argument("--value", action="append", default=[], help="a value that its words take")
    page = kinds.add_parser("page", help="a part of a page of the window")
    page.add_argument("step", help=", ".join(STEPS))
    page.add_argument("name", help="small letters, digits, underscores")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
