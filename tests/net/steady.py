"""Takes chance out of an answer: what runs at once ends in any order, and DNS deals its records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_RECORDS = re.compile(r'(?<=\b(?:A|X|S): )[^\n"\\;]+(?:; [^\n"\\;]+)+')
_SESSIONS = ("smtp.", "relay.")
"""The checks of one session hand out what was said since the last of them did, and some of them
look on beside: which of them a line is handed out with is chance."""
_BLOCK = re.compile(r"^Transcript of (smtp|relay)\..*\n((?:    .*\n)*)", re.MULTILINE)
_TIME = re.compile(r"^ +[\d.]+ m?s  (?:smtp|relay)\..*\n", re.MULTILINE)


def steady(text: str) -> str:
    """Bring an answer into the one order of all that it may come in."""
    text = _RECORDS.sub(_sort_records, _steady_checks(text))
    return _TIME.sub("", _join_blocks(text))


def in_any_order(lines: list[str], progress: re.Pattern[str]) -> Iterator[str]:
    """Sort each run of lines that are told by checks which run at once."""
    run: list[str] = []
    for line in lines:
        if progress.search(line):
            run.append(line)
            continue
        yield from sorted(run)
        run.clear()
        yield line
    yield from sorted(run)


def _sort_records(found: re.Match[str]) -> str:
    return "; ".join(sorted(found[0].split("; ")))


def _join_blocks(text: str) -> str:
    """Put the lines of a session together; their times are too rough to bring them in order."""
    blocks = [found[2].splitlines() for found in _BLOCK.finditer(text)]
    lines = sorted(line.split(maxsplit=1)[1] for block in blocks for line in block)
    if not lines:
        return text
    before, _, rest = text.partition("Transcript of ")
    joined = "\n".join(("Transcript, sorted", *(f"    {line}" for line in lines)))
    return f"{before}{joined}\n{_BLOCK.sub('', 'Transcript of ' + rest)}"


def _steady_checks(text: str) -> str:
    """Put the lines of each session together, in the order in which they were written."""
    if not text.startswith("{") or '"transcript": [' not in text:
        return text
    answer = json.loads(text)
    checks = answer["result"]["checks"]
    answer["result"]["checks"] = sorted(_joined(checks), key=lambda check: str(check["id"]))
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def _joined(checks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for check in checks:
        shared = check["id"].startswith(_SESSIONS)
        yield {**check, "transcript": []} if shared else check
    for session in _SESSIONS:
        lines = [
            line
            for check in checks
            if check["id"].startswith(session)
            for line in check["transcript"]
        ]
        if lines:
            yield {"id": f"{session}*", "transcript": [_told(line) for line in _in_time(lines)]}


def _in_time(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(lines, key=lambda line: float(line["at_s"]))


def _told(line: dict[str, Any]) -> str:
    return f"{line['speaker']}: {line['text']}"
