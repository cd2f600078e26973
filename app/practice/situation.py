"""What a scenario changes: the refusals it brings and the rules it bends."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.catalogue import Catalogue, FindingText
from app.domain.errors import InputError
from app.domain.organisation.client import SignInMethod
from app.practice.facts import PracticeFacts


class Behaviour(StrEnum):
    """Something the mail servers do that no reply can express."""

    NORMAL = ""
    PORT_BLOCKED = "port_blocked"
    """Both mail ports refuse the connection."""
    RELAY_PORT_BLOCKED = "relay_port_blocked"
    TLS_INTERCEPTED = "tls_intercepted"
    """Another authority's certificate is shown, as an inspecting firewall does."""
    SILENT = "silent"
    STARTTLS_STRIPPED = "starttls_stripped"


class Stage(StrEnum):
    """Where in a mail session a refusal comes; the value is the one of the scenario's file."""

    CONNECT = "connect"
    AUTH = "auth"
    LOGIN = "login"
    """Only a login with a password."""
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One reply that a scenario makes a server give, whatever the client did."""

    stage: Stage
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Literals:
    """The refusals that the tenant's own rules lead to, in the service's words."""

    wrong_token: str
    wrong_password: str
    send_as_denied: str
    no_connector: str
    direct_send_rejected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A scenario, resolved: all that the servers look at while they answer."""

    scenario: str
    literals: Literals
    behaviour: Behaviour = Behaviour.NORMAL
    submission: Refusal | None = None
    relay: Refusal | None = None
    sign_in: int | None = None
    """AADSTS number that signing in ends with."""
    sign_in_by: SignInMethod | None = None
    """The one way that this concerns; None: every way."""
    signed_in_as: str = ""
    renewal: int | None = None
    """AADSTS number that renewing the first sign-in ends with."""
    dns: str = ""
    connectors: frozenset[str] = field(default_factory=frozenset)
    rejects_direct_send: bool = False
    has_send_as_grants: bool = True
    sender: str = ""
    """The From address that shows what the scenario is about."""


def resolve(id_: str, catalogue: Catalogue, facts: PracticeFacts) -> Situation:
    """Make the situation of a scenario; raises InputError for one that does not exist."""
    scenario = catalogue.scenarios.get(id_)
    if scenario is None:
        known = ", ".join(sorted(catalogue.scenarios))
        raise InputError("input.scenario.unknown", values={"name": id_, "known": known})
    return Situation(
        scenario=id_,
        literals=_own_literals(catalogue, facts),
        behaviour=Behaviour(scenario.behaviour),
        submission=_refusal(scenario.submission, scenario.submission_stage, catalogue),
        relay=_refusal(scenario.relay, scenario.relay_stage, catalogue),
        sign_in=_number(scenario.sign_in, facts),
        sign_in_by=scenario.sign_in_by,
        signed_in_as=scenario.signed_in_as,
        renewal=_number(scenario.renewal, facts),
        dns=scenario.dns,
        connectors=frozenset(
            facts.organisation.office_addresses
            if scenario.connector_addresses is None
            else scenario.connector_addresses
        ),
        rejects_direct_send=scenario.rejects_direct_send,
        has_send_as_grants=scenario.send_as_granted,
        sender=scenario.sender or facts.organisation.user,
    )


def literal_of(text: FindingText) -> str:
    """Take the first of a finding's texts that is given in full."""
    return next((match.literal for match in text.match if match.literal), "")


def _refusal(code: str, stage: str, catalogue: Catalogue) -> Refusal | None:
    if not code:
        return None
    return Refusal(stage=Stage(stage), reply=literal_of(catalogue.findings[code]))


def _number(code: str, facts: PracticeFacts) -> int | None:
    return int(code.removeprefix(facts.sign_in.finding_prefix)) if code else None


def _own_literals(catalogue: Catalogue, facts: PracticeFacts) -> Literals:
    codes, texts = facts.mail.codes, catalogue.findings
    return Literals(
        wrong_token=literal_of(texts[codes.wrong_token]),
        wrong_password=literal_of(texts[codes.wrong_password]),
        send_as_denied=literal_of(texts[codes.send_as_denied]),
        no_connector=literal_of(texts[codes.no_connector]),
        direct_send_rejected=literal_of(texts[codes.direct_send_rejected]),
    )
