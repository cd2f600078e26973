"""What is taken over from a plan that came as a file: answers, never trust."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from app.domain.errors import InputError
from app.domain.finding import Finding, Severity
from app.domain.handover.missing_value import value_of, with_value
from app.domain.organisation.client import Client, CloudId, SenderAnswers
from app.domain.organisation.unconfirmed import mark_as_brought
from app.domain.visible import make_visible

_READ_AGAIN = (
    "relay_ips", "application_id", "server_application_id", "enterprise_object_id",
    "certificate_name",
)  # fmt: skip
"""Values that a client file holds as text; as typed input each has a form to keep."""
_LONGEST_NAME = 200
"""Chosen: a line of a window; longer is no name."""
_MOST = 1_000_000_000
"""Chosen: no answer about volume is higher, and what is computed with it stays a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPlan:
    """A plan as a client of this computer, and what a person should know of it."""

    client: Client
    left_out: tuple[Finding, ...] = ()
    """What stood in the file and was not taken over."""
    brought: tuple[Finding, ...] = ()
    """What the file says of addresses, apps and hosts, so that it can be compared."""


def take_over(
    read: Client,
    *,
    home: tuple[CloudId, str],
    clouds: Collection[str],
    scenarios: Collection[str],
    languages: Collection[str],
) -> OpenedPlan:
    """Read a plan's answers as if they were typed here; `home` is where a new client lives.

    A cloud file that a plan names would decide where passwords go and whom to trust: it is never
    opened. What was found out is found out anew, and nobody has signed in here.
    """
    left_out = list(_without_trust(read, clouds, scenarios))
    client = replace(
        with_plain_words(_in_a_known_cloud(read, home, clouds)),
        scenario=read.scenario if read.scenario in scenarios else "",
        detection=None,
        findings=(),
        tested_at=None,
        certificate_until=None,
        sign_in=replace(read.sign_in, signed_in_at=None),
        unconfirmed=(),
        message_language=read.message_language if read.message_language in languages else "en",
        step="client",
    )
    for name in _READ_AGAIN:
        value = value_of(client, name)
        try:
            client = with_value(client, name, value, is_private_world=bool(client.scenario))
        except InputError:
            told = {"name": name.replace("_", " "), "value": make_visible(value[:60])}
            left_out.append(_tell("left_out.value", **told))
            client = with_value(client, name, "")
    client = mark_as_brought(client)
    return OpenedPlan(client=client, left_out=tuple(left_out), brought=tuple(brought_by(client)))


def _without_trust(
    read: Client, clouds: Collection[str], scenarios: Collection[str]
) -> Iterator[Finding]:
    if read.cloud_file:
        yield _tell("left_out.cloud_file")
    elif read.cloud not in clouds and read.scenario not in scenarios:
        yield _tell("left_out.cloud", cloud=make_visible(read.cloud[:60]))
    if read.scenario and read.scenario not in scenarios:
        yield _tell("left_out.scenario")
    if read.detection is not None or read.findings:
        yield _tell("left_out.detection")


def _in_a_known_cloud(read: Client, home: tuple[CloudId, str], clouds: Collection[str]) -> Client:
    if not read.cloud_file and read.cloud in clouds:
        return read
    cloud, file = home
    return replace(read, cloud=cloud, cloud_file=file)


def with_plain_words(read: Client) -> Client:
    """Leave of a file's free words and numbers what a person could have typed."""
    return replace(read, name=_name(read), sender=_plain_sender(read.sender))


def _name(read: Client) -> str:
    return make_visible(" ".join(read.name.split()))[:_LONGEST_NAME] or read.domain.display


def _plain_sender(sender: SenderAnswers) -> SenderAnswers:
    return replace(
        sender,
        from_name=make_visible(" ".join(sender.from_name.split()))[:_LONGEST_NAME],
        messages_per_day=_bounded(sender.messages_per_day),
        busiest_minute=_bounded(sender.busiest_minute),
        recipients_per_message=_bounded(sender.recipients_per_message),
        licences=None if sender.licences is None else _bounded(sender.licences),
    )


def _bounded(number: int) -> int:
    return min(max(number, 0), _MOST)


def brought_by(client: Client) -> Iterator[Finding]:
    """Say what of a client decides where mail goes and who sends it, so that it is compared."""
    sign_in, sender = client.sign_in, client.sender
    named = (
        ("from_address", str(sender.from_address or "")),
        ("sign_in_as", str(sign_in.sign_in_as or "")),
        ("application_id", sign_in.application_id),
        ("server_application_id", sign_in.server_application_id),
        ("relay_ips", ", ".join(sender.fixed_ips)),
        ("test_recipients", ", ".join(str(address) for address in client.test_recipients)),
    )
    for name, value in named:
        if value:
            yield _tell(f"brought.{name}", value=make_visible(value))


def _tell(name: str, /, **values: str) -> Finding:
    return Finding(code=f"plan.{name}", values=values, severity=Severity.INFO, subject="")
