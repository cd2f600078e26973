"""The shape of what is known of sending paths: facts, reasons, limits and the steps to take."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from app.catalogue.schema.fact import Fact
from app.domain.finding import Actor
from app.domain.handover.admin_step import StepCondition
from app.domain.path import SendingPath, Service


class PathRates(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The announced limits of one path in numbers; one that is left out is not announced."""

    messages_per_minute: int | None = None
    connections: int | None = None
    recipients_per_message: int | None = None
    """The default, where an admin can change it."""
    recipients_per_message_most: int | None = None
    recipients_per_domain: int | None = None
    """In one message, to one domain."""
    recipients_per_day: int | None = None
    message_mb: int | None = None
    counts_for_tenant: bool = True
    """Its external recipients count towards the limit of the whole organisation."""


class PathFacts(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of one sending path, in a person's words."""

    id: SendingPath
    name: str
    summary: str
    needs: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    ends: str = ""
    """The end date as a sentence; empty where none is announced."""
    review_by: date | None = None
    """Before this day somebody must look at the path again."""
    reaches_outside: bool = True
    host: str = ""
    """Where this path connects, where that is neither the cloud's submission host nor an MX."""
    port: int = 0
    bridge_host: str = ""
    """Where a program of the office's own listens for senders; checks pass it by."""
    bridge_port: int = 0
    cost: str = ""
    rates: PathRates = PathRates()
    not_in_clouds: tuple[str, ...] = ()
    """Ids of clouds that do not have this path."""
    closed_by: tuple[str, ...] = ()
    """Finding codes that show that this path is shut for a client."""


class ServiceFacts(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of another way than the sending paths, which Sendwright does not set up."""

    id: Service
    name: str
    summary: str
    needs: tuple[str, ...]
    limits: tuple[str, ...]
    risks: tuple[str, ...]
    ends: str = ""
    cost: str


class AdminStep(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to do in an admin center before a path works.

    `<<name>>` in title, why, clicks, powershell, undo and undo_clicks is filled in by
    `app.catalogue.wording.word_step`; braces stay, since PowerShell is full of them.
    In PowerShell the name stands where a whole quoted value belongs: `-Identity <<mailbox>>`.
    """

    id: str
    paths: tuple[SendingPath, ...]
    title: str
    why: str
    clicks: tuple[str, ...]
    powershell: str = ""
    undo: str = ""
    proved_by: str = ""
    """Finding code of the check that can tell from outside whether it is done; empty: none can."""
    when: StepCondition = StepCondition.ALWAYS
    undo_clicks: tuple[str, ...] = ()
    waits: str = ""
    """How long it takes until the change works, in a sentence."""
    clouds: tuple[str, ...] = ()
    """Ids of the clouds it is for; none means any."""
    who_acts: Actor = Actor.TENANT_ADMIN


class ReasonText(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sentence that speaks for or against a sending path; `{name}` is filled in."""

    code: str
    text: str


class TenantLimitFacts(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits of a whole organisation: base + factor * licences ^ exponent external recipients."""

    id: str
    base: int
    factor: int
    exponent: float
    trial: int
    initial_domain_per_day: int
    """External recipients a day from the domain that Microsoft gave the organisation."""
    initial_domain_suffixes: tuple[str, ...]
    review_days: int
    """After how many days a client should be looked at again, by our own advice."""


class ChecklistFacts(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One point of the security checklist; see `app.domain.handover.contents.ChecklistText`."""

    id: str
    title: str
    why: str
    paths: tuple[SendingPath, ...] = ()
    kept_on: tuple[SendingPath, ...] = ()
    broken_on: tuple[SendingPath, ...] = ()
    steps: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
