"""What proves that a step is done, and what the look at an app registration says of one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from app.domain.finding import Severity
from app.gui.fields import join_lines
from app.gui.look import Tone
from app.gui.text import visible
from app.gui.words import say, word

if TYPE_CHECKING:
    from app.domain.finding import Finding
    from app.domain.handover.admin_step import PreparedStep

_KNOWN = "signin.registration_known"
_REGISTRATION = (_KNOWN, "signin.return_address_known")
_CONSENT = "signin.consent_given"
_SIGN_IN, _DNS = "signin.", "dns."


class Proof(Enum):
    """By what a step can be seen to be done."""

    NONE = auto()
    CHECKS = auto()
    """The checks of the step Test."""
    REGISTRATION = auto()
    """A look at the app registration."""
    APPROVAL = auto()
    """What the approval page answers."""
    SIGN_IN = auto()
    """Only a sign-in shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is said beside a step, and whether it is done."""

    is_done: bool = False
    text: str
    tone: Tone


def proof_of(step: PreparedStep) -> Proof:
    """Say by what a step can be seen to be done."""
    if not step.proved_by:
        return Proof.NONE
    if step.proved_by in _REGISTRATION:
        return Proof.REGISTRATION
    if step.proved_by == _CONSENT:
        return Proof.APPROVAL
    return Proof.SIGN_IN if step.proved_by.startswith(_SIGN_IN) else Proof.CHECKS


def judge(step: PreparedStep, findings: tuple[Finding, ...]) -> Verdict:
    """Say what was seen of a step."""
    if proof_of(step) is Proof.REGISTRATION:
        return _judge_registration(step, findings)
    seen = any(finding.code == step.proved_by for finding in findings)
    stopped = _find_refusal(step.proved_by, findings)
    if seen and stopped is None:
        return Verdict(is_done=True, text=say("Seen from outside: it is done."), tone=Tone.GOOD)
    if stopped is None:
        return Verdict(text=say("The checks cannot see it yet."), tone=Tone.QUIET)
    text = say("Not seen yet. The checks stopped here: %1.")
    return Verdict(text=text.replace("%1", visible(word(stopped).title)), tone=Tone.WARNING)


def tell(finding: Finding) -> str:
    """Write a finding as it stands beside a step: what it is, why, and the way out."""
    said = word(finding)
    parts = (f"{said.title}.", said.cause, join_lines(said.fix))
    return visible("\n".join(part for part in parts if part))


def _judge_registration(step: PreparedStep, findings: tuple[Finding, ...]) -> Verdict:
    """An app may be known and lack something; what is lacking belongs to another step."""
    seen = any(finding.code == step.proved_by for finding in findings)
    wrong = next((one for one in findings if one.severity is Severity.ERROR), None)
    if seen and (wrong is None or step.proved_by == _KNOWN):
        return Verdict(is_done=True, text=say("Seen from outside: it is done."), tone=Tone.GOOD)
    if wrong is not None:
        return Verdict(text=tell(wrong), tone=Tone.WARNING)
    return Verdict(text=tell(findings[-1]), tone=Tone.QUIET)


def _find_refusal(proof: str, findings: tuple[Finding, ...]) -> Finding | None:
    """Find what speaks against a proof: one recipient may be served and another refused."""
    about_dns = proof.startswith(_DNS)
    subject = ".".join(proof.split(".")[:2])
    for finding in findings:
        concerns = (
            finding.code.startswith(subject) if about_dns else not finding.code.startswith(_DNS)
        )
        if finding.severity is Severity.ERROR and concerns:
            return finding
    return None
