"""The one shape of every result that leaves the program as JSON."""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from app import __version__
from app.catalogue.translation import installed_wording
from app.domain.address import DomainName, EmailAddress
from app.domain.check import CheckRun
from app.domain.finding import Actor, Certainty, Finding, Severity, State
from app.domain.freshness import is_stale
from app.domain.secret import Secret
from app.domain.worded import ENGLISH, Said, Worded


class FindingDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One finding in English, with its code and the values that its words were filled with."""

    code: str
    severity: Severity
    state: State
    subject: str
    evidence: str
    title: str
    cause: str
    who_acts: Actor
    fix: tuple[str, ...]
    sources: tuple[str, ...]
    checked: date | None
    values: dict[str, str]
    confidence: Certainty | None
    said_on: date | None
    """The day on which version 0.1 said this; null for what is worded now."""

    @classmethod
    def of(cls, worded: Worded) -> FindingDocument:
        """Lay a worded finding out flat."""
        return cls(
            code=worded.code,
            severity=worded.severity,
            state=worded.state,
            subject=worded.subject,
            evidence=worded.evidence,
            title=worded.title,
            cause=worded.cause,
            who_acts=worded.who_acts,
            fix=worded.fix,
            sources=worded.sources,
            checked=worded.checked,
            values=dict(worded.finding.values),
            confidence=worded.confidence,
            said_on=worded.said_on,
        )


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """`schema` names the command and the version of this shape; `result` is the command's own."""

    schema: str
    started: datetime
    elapsed_s: float
    version: str = __version__
    client: str = ""
    findings: tuple[FindingDocument, ...] = ()
    older_than_a_year: tuple[str, ...] = ()
    """Codes of findings whose sources nobody has looked at for a year."""
    result: dict[str, Any] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult:
    """What a command found and made, its findings in English."""

    schema: str
    started: datetime
    elapsed_s: float
    client: str
    findings: tuple[Worded, ...]
    result: dict[str, Any]


def make_result(
    command: str,
    *,
    client: str = "",
    findings: tuple[Finding, ...] = (),
    result: dict[str, Any] | None = None,
    started: datetime | None = None,
    elapsed_s: float = 0.0,
    shape: int = 1,
) -> CommandResult:
    """Make the result of one command; `started` is now where the command takes no time."""
    return CommandResult(
        schema=f"sendwright.{command}/{shape}",
        started=started or datetime.now(UTC),
        elapsed_s=round(elapsed_s, 4),
        client=client,
        findings=tuple(installed_wording(ENGLISH)(finding) for finding in findings),
        result=result or {},
    )


def of_run(command: str, run: CheckRun, *, client: str, result: dict[str, Any]) -> CommandResult:
    """Make the result of a run of checks."""
    checks = [
        {"id": check.id, "elapsed_s": round(check.elapsed_s, 4), "transcript": check.transcript}
        for check in run.finished
    ]
    skipped = [{"id": check.id, "because": check.because} for check in run.skipped]
    overrides = {"overrides": run.overrides} if run.overrides else {}
    return make_result(
        command,
        client=client,
        findings=run.findings,
        result={**result, **overrides, "checks": checks, "skipped": skipped},
        started=run.started,
        elapsed_s=run.elapsed_s,
    )


def to_json(result: CommandResult) -> bytes:
    """Encode for a person and a program alike: indented, UTF-8, a newline at the end.

    What a terminal would obey is written as \\uXXXX, which programs read as the same text.
    """
    document = msgspec.json.encode(_document(result), enc_hook=plain)
    text = msgspec.json.format(document, indent=2).decode()
    if not text.isascii():
        text = "".join(
            char if char.isprintable() or char == "\n" else _escape(char) for char in text
        )
    return text.replace("\x7f", "\\u007f").encode() + b"\n"


def _document(result: CommandResult) -> Result:
    today = datetime.now(UTC).date()
    old = (item.code for item in result.findings if is_stale(item.checked, today))
    return Result(
        schema=result.schema,
        started=result.started,
        elapsed_s=result.elapsed_s,
        client=result.client,
        findings=tuple(FindingDocument.of(item) for item in result.findings),
        older_than_a_year=tuple(dict.fromkeys(old)),
        result=result.result,
    )


def findings_as_documents(findings: tuple[Finding, ...]) -> tuple[FindingDocument, ...]:
    """Word findings in English, for a part of a result that holds some."""
    return tuple(FindingDocument.of(installed_wording(ENGLISH)(item)) for item in findings)


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
    if isinstance(value, DomainName | EmailAddress | Said):
        return str(value)
    raise NotImplementedError(type(value).__name__)
