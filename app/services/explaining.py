"""Answers that need no client: what SPF says, and what a pasted error means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from app.catalogue import Catalogue
from app.catalogue.replies import explain_text, read_reply
from app.domain.finding import Finding
from app.domain.organisation.client import Client
from app.domain.spf.result import SpfResult, SpfTrace
from app.services.clouds import CloudShelf

_GENERIC = "reply.generic."


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedSpf:
    """What check_host() answered, for a person and for a program."""

    result: str
    explanation: str
    trace: tuple[str, ...]
    details: dict[str, Any]


async def evaluate_spf(ip: str, mail_from: str, helo: str, clouds: CloudShelf) -> EvaluatedSpf:
    """Ask what a receiver concludes (RFC 7208, 4); raises InputError for what is not an IP."""
    from app.probe.spf.check_host import check_host

    cloud = clouds.override or clouds.catalogue.clouds["worldwide"]
    answer = await check_host(ip, mail_from, helo, clouds.resolver(cloud))
    return EvaluatedSpf(
        result=answer.result.value,
        explanation=answer.explanation or answer.problem,
        trace=tuple(_lines(answer)),
        details=msgspec.to_builtins(answer),
    )


def _lines(answer: SpfResult) -> Iterator[str]:
    yield from _lines_of(answer.trace, "")
    yield f"{answer.lookups} lookups of 10, {answer.voids} of them without an answer"


def _lines_of(trace: SpfTrace, indent: str) -> Iterator[str]:
    yield f"{indent}{trace.domain}: {trace.record or 'no record'}"
    for step in trace.steps:
        mark = "matches" if step.matched else "no match"
        yield f"{indent}  {step.term}  {mark}  {step.detail}".rstrip()
        if step.inside is not None:
            yield from _lines_of(step.inside, indent + "    ")
    if trace.problem:
        yield f"{indent}  {trace.problem}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What a pasted text means."""

    findings: tuple[Finding, ...]
    recognised: bool
    """False: only the class of its codes is known, or nothing."""
    details: dict[str, Any]


def explain(catalogue: Catalogue, text: str, client: Client | None = None) -> Explained:
    """Explain a reply, a bounce or a sign-in error as it was pasted; asks no server.

    The advice names the client's own addresses where one is given.
    """
    read = read_reply(catalogue, text)
    findings = explain_text(catalogue, text, values=_values(client) if client else {})
    recognised = any(not finding.code.startswith(_GENERIC) for finding in findings)
    details = {
        "recognised": recognised,
        "codes": read.reply_codes,
        "support": msgspec.to_builtins(read.support),
    }
    return Explained(findings=findings, recognised=recognised, details=details)


def _values(client: Client) -> Mapping[str, str]:
    known = {
        "mailbox": client.login,
        "from_address": client.sender.from_address,
        "domain": client.domain.ascii,
    }
    return {name: str(value) for name, value in known.items() if value}
