"""Fills an admin step with a client's values, so that no value leaves its place in PowerShell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import assert_never

from app.domain.errors import InputError
from app.domain.finding import Actor
from app.domain.handover.message import Task
from app.domain.organisation.client import Client
from app.domain.path import SendingPath
from app.domain.tokens.consent import fill_link

StepValue = str | tuple[str, ...]
_PLACE = re.compile(r"<<([a-z][a-z0-9_]*)>>")
# PowerShell ends a single-quoted text at any of these, and takes two in a row for one of them.
_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])")
_LONGEST_NAME = 64
"""What New-ManagementScope and New-AuthenticationPolicy take as a name, by their help pages."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class StepCondition(StrEnum):
    """When a step is to be taken at all."""

    ALWAYS = "always"
    FROM_DIFFERS = "from_differs"
    """The From address is not the mailbox that signs in."""
    FILTER_IN_FRONT = "filter_in_front"
    """Mail for the domain arrives somewhere else first."""
    OPTIONAL = "optional"
    """It makes things better or safer; the path works without it."""
    IF_REFUSED = "if_refused"
    """Only when the checks show that something else refuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedStep:
    """One step with a client's values; the catalogue has the texts of its id."""

    id: str
    paths: tuple[SendingPath, ...]
    clouds: tuple[str, ...] = ()
    """Ids of the clouds it is for; none means any."""
    proved_by: str = ""
    """Finding code of the check that sees from outside whether it is done; empty: none can."""
    when: StepCondition = StepCondition.ALWAYS
    who_acts: Actor = Actor.TENANT_ADMIN
    """Who can do it; most of it is the admin's."""
    can_be_undone: bool = False
    names: tuple[str, ...] = ()
    """Of the values that its texts hold."""
    in_code: tuple[str, ...] = ()
    """Those of them that stand in PowerShell."""
    values: Mapping[str, StepValue] = field(default_factory=dict, hash=False)
    """What the texts are filled with, by name, as far as it is known."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Values that are not known yet."""
        return tuple(name for name in self.names if name not in self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordedStep:
    """A step, and what it says in one language with the client's values in it."""

    id: str
    paths: tuple[SendingPath, ...]
    clouds: tuple[str, ...]
    title: str
    why: str
    clicks: tuple[str, ...]
    powershell: str
    undo: str
    """PowerShell that takes the change back; empty where none does."""
    undo_clicks: tuple[str, ...]
    waits: str
    """How long the change takes to work, in a sentence."""
    proved_by: str
    when: StepCondition
    who_acts: Actor
    values: tuple[str, ...]
    """Names of the values that its texts hold."""
    missing: tuple[str, ...]
    """Values that are not known yet; in the texts they stand as «name»."""
    sources: tuple[str, ...]
    checked: date
    doubt: str

    def as_task(self) -> Task:
        """Show this step in the message to whoever must take it."""
        return Task(
            title=self.title,
            why=self.why,
            clicks=self.clicks,
            powershell=self.powershell,
            undo=(*((self.undo,) if self.undo else ()), *self.undo_clicks),
            waits=self.waits,
            sources=self.sources,
            checked=self.checked,
        )


StepWording = Callable[[PreparedStep], WordedStep]
"""Says a step in the language of whoever reads it."""


def quote_powershell(value: StepValue) -> str:
    """Make a PowerShell literal that stays this value, whatever is in it.

    Raises InputError for a control character, since no address or name has one.
    """
    if not isinstance(value, str):
        return ",".join(quote_powershell(item) for item in value)
    if _CONTROL.search(value):
        raise InputError("input.value.control_character", evidence=repr(value)[:300])
    doubled = _QUOTES.sub(r"\1\1", value)
    return f"'{doubled}'"


def find_places(*texts: str) -> tuple[str, ...]:
    """Name the values that texts wait for: `<<name>>`."""
    return tuple(sorted({name for text in texts for name in _PLACE.findall(text)}))


def fill_step(step: PreparedStep, values: Mapping[str, StepValue]) -> PreparedStep:
    """Give a step those of a client's values that its texts hold; one that is empty is missing.

    Raises InputError for a value that PowerShell would not take, before anything is shown.
    """
    known = {name: values[name] for name in step.names if values.get(name)}
    for name in known.keys() & set(step.in_code):
        quote_powershell(known[name])
    return replace(step, values=known)


def prepare_steps(
    client: Client, steps: Iterable[PreparedStep], values: Mapping[str, StepValue]
) -> tuple[PreparedStep, ...]:
    """Choose the steps of the client's path and cloud, in the order of doing, and fill them."""
    return tuple(fill_step(step, values) for step in steps if _applies(step, client))


def _applies(step: PreparedStep, client: Client) -> bool:
    if client.path not in step.paths:
        return False
    if step.clouds and client.cloud not in step.clouds:
        return False
    match step.when:
        case StepCondition.ALWAYS | StepCondition.OPTIONAL | StepCondition.IF_REFUSED:
            return True
        case StepCondition.FROM_DIFFERS:
            return client.sender.from_address not in (None, client.login)
        case StepCondition.FILTER_IN_FRONT:
            found = client.detection
            return bool(found and found.mx and found.mx[0] != found.microsoft_mx)
        case _ as never:
            assert_never(never)


def step_values(client: Client, cloud: Mapping[str, str]) -> Mapping[str, StepValue]:
    """Gather what steps name: the client's own values over those of its cloud."""
    detection, sender = client.detection, client.sender
    own: dict[str, StepValue] = {
        "client": client.name,
        "domain": client.domain.ascii,
        "mailbox": str(client.login or ""),
        "from_address": str(sender.from_address or client.login or ""),
        "relay_ips": sender.fixed_ips,
        "spf_sources": " ".join(f"ip4:{address}" for address in sender.fixed_ips),
        "application_id": client.sign_in.application_id or cloud.get("application_id", ""),
        "server_application_id": client.sign_in.server_application_id
        or client.sign_in.application_id,
        "enterprise_object_id": client.sign_in.enterprise_object_id,
        "certificate_name": client.certificate_name,
        "scope_name": f"Sendwright sender {client.domain.ascii}"[:_LONGEST_NAME],
        "tenant_id": (detection and detection.tenant_id) or client.domain.ascii,
        "mx_host": (detection and detection.microsoft_mx) or "",
        "connector_name": f"Sendwright relay {client.domain.ascii}",
        "policy_name": f"Sendwright SMTP password {client.domain.ascii}"[:_LONGEST_NAME],
    }
    return {**cloud, **own, "consent_link": _consent_link(cloud, own)}


def _consent_link(cloud: Mapping[str, str], own: Mapping[str, StepValue]) -> str:
    """Fill the cloud's template; empty as long as no app is known."""
    if not own["application_id"]:
        return ""
    return fill_link(
        cloud.get("consent_link", ""),
        cloud.get("authority", ""),
        str(own["tenant_id"]),
        str(own["application_id"]),
    )


def fill_text(text: str, values: Mapping[str, StepValue]) -> str:
    """Put values into a text for people; one that is not known stays visible as «name»."""

    def put(place: re.Match[str]) -> str:
        value = values.get(place[1])
        if value is None:
            return _show_missing(place[1])
        return value if isinstance(value, str) else ", ".join(value)

    return _PLACE.sub(put, text)


def fill_powershell(text: str, values: Mapping[str, StepValue]) -> str:
    """Put values into PowerShell, each as one literal."""

    def put(place: re.Match[str]) -> str:
        return quote_powershell(values.get(place[1], _show_missing(place[1])))

    return _PLACE.sub(put, text).strip()


def _show_missing(name: str) -> str:
    return f"«{name.replace('_', ' ')}»"
