"""The one shape of every result that leaves the program as JSON."""

from __future__ import annotations

import inspect
import json
from datetime import UTC, datetime
from typing import Any

import msgspec

from app import __version__
from app.domain.address import DomainName, EmailAddress
from app.domain.check import CheckRun
from app.domain.finding import Finding
from app.domain.freshness import is_stale
from app.domain.secret import Secret


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """`schema` names the command and the version of this shape; `result` is the command's own."""

    schema: str
    started: datetime
    elapsed_s: float
    version: str = __version__
    client: str = ""
    findings: tuple[Finding, ...] = ()
    older_than_a_year: tuple[str, ...] = ()
    """Codes of findings whose sources nobody has looked at for a year."""
    result: dict[str, Any] = {}


def make_result(
    command: str,
    *,
    client: str = "",
    findings: tuple[Finding, ...] = (),
    result: dict[str, Any] | None = None,
    started: datetime | None = None,
    elapsed_s: float = 0.0,
) -> Result:
    """Make the result of one command; `started` is now where the command takes no time."""
    now = datetime.now(UTC)
    old = (item.code for item in findings if is_stale(item.checked, now.date()))
    return Result(
        schema=f"sendwright.{command}/1",
        started=started or now,
        older_than_a_year=tuple(dict.fromkeys(old)),
        elapsed_s=round(elapsed_s, 4),
        client=client,
        findings=findings,
        result=result or {},
    )


def of_run(command: str, run: CheckRun, *, client: str, result: dict[str, Any]) -> Result:
    """Make the result of a run of checks."""
    checks = [
        {"id": check.id, "elapsed_s": round(check.elapsed_s, 4), "transcript": check.transcript}
        for check in run.finished
    ]
    skipped = [{"id": check.id, "because": check.because} for check in run.skipped]
    return make_result(
        command,
        client=client,
        findings=run.findings,
        result={**result, "checks": checks, "skipped": skipped},
        started=run.started,
        elapsed_s=run.elapsed_s,
    )


def to_json(result: Result) -> bytes:
    """Encode for a person and a program alike: indented, UTF-8, a newline at the end.

    What a terminal would obey is written as \\uXXXX, which programs read as the same text.
    """
    text = msgspec.json.format(msgspec.json.encode(result, enc_hook=plain), indent=2).decode()
    if not text.isascii():
        text = "".join(
            char if char.isprintable() or char == "\n" else _escape(char) for char in text
        )
    return text.replace("\x7f", "\\u007f").encode() + b"\n"


def _escape(char: str) -> str:
    """Write one character as JSON's escape, beyond the first plane as two of them."""
    return json.dumps(char)[1:-1]


def schema() -> dict[str, Any]:
    """Return the JSON Schema of every result."""
    return schema_of(Result)


def schema_of(kind: type) -> dict[str, Any]:
    """Return a type's JSON Schema; what its docstrings say stands without their indentation."""
    made: dict[str, Any] = _with_clean_texts(msgspec.json.schema(kind))
    return made


def _with_clean_texts(node: Any) -> Any:
    if isinstance(node, list):
        return [_with_clean_texts(one) for one in node]
    if not isinstance(node, dict):
        return node
    cleaned = {key: _with_clean_texts(value) for key, value in node.items()}
    if isinstance(text := node.get("description"), str):
        cleaned["description"] = inspect.cleandoc(text)
    return cleaned


def plain(value: object) -> str:
    """Turn our own values into text; a Secret is refused."""
    if isinstance(value, Secret):
        raise NotImplementedError("a Secret never leaves the program")
    if isinstance(value, DomainName | EmailAddress):
        return str(value)
    raise NotImplementedError(type(value).__name__)
