"""What is kept of a client as a page to read; what nobody said is left out."""

from __future__ import annotations

from collections.abc import Iterator

import click

from app.cli import output
from app.cli.commands.clients.values import say_value
from app.domain.organisation.client import Audience, Client, Detection, OAuthAbility, SignInMethod
from app.domain.visible import make_visible
from app.services.engine import Engine

_WIDTH = 22
_AUDIENCES = {
    Audience.INSIDE: "inside the organisation",
    Audience.OUTSIDE: "outside the organisation",
    Audience.BOTH: "inside and outside the organisation",
}
_METHODS = {
    SignInMethod.BROWSER: "in a browser",
    SignInMethod.DEVICE_CODE: "by a code on another device",
    SignInMethod.PASTED: "in a browser elsewhere",
    SignInMethod.APPLICATION: "by the app itself",
}
Row = tuple[str, object]


def print_client(engine: Engine, client: Client) -> None:
    """Print the page, a section after the other."""
    _line("Name", client.name)
    for heading, rows in (
        ("", _about(engine, client)),
        ("What sends", _sender(engine, client)),
        ("Sign-in", _sign_in(client)),
        ("Found of the domain", _found(client.detection)),
        ("Work", _work(client)),
    ):
        said = [(label, text) for label, value in rows if (text := say_value(value))]
        if heading and said:
            click.echo(f"\n{heading}")
        for label, text in said:
            _line(label, text)
    for finding in map(output.word, client.findings):
        if not finding.is_well:
            click.echo(f"  {output.mark(finding)} {output.visible(finding.title)}")


def _line(label: str, text: str) -> None:
    click.echo(f"{label:<{_WIDTH}} {make_visible(text)}")


def _about(engine: Engine, client: Client) -> Iterator[Row]:
    yield "Id", client.id
    yield "Domain", client.domain.display
    clouds = engine.catalogue.clouds
    yield "Cloud", clouds[client.cloud].name if client.cloud in clouds else client.cloud
    yield "Cloud file", client.cloud_file
    yield "Practice situation", client.scenario
    yield "Path", engine.catalogue.paths[client.path].name if client.path else "not chosen yet"


def _sender(engine: Engine, client: Client) -> Iterator[Row]:
    sender, devices = client.sender, engine.catalogue.devices
    yield "Kinds", sender.kinds
    yield (
        "Devices",
        tuple(
            f"{devices[id_].vendor} {devices[id_].family}" if id_ in devices else id_
            for id_ in sender.devices
        ),
    )
    yield "From address", sender.from_address
    yield "From name", sender.from_name
    yield "Who receives", _AUDIENCES[sender.audience]
    yield "Mail is for", sender.purpose.value.replace("_", " ")
    yield "Messages a day", sender.messages_per_day
    yield "In the busiest minute", sender.busiest_minute
    yield "Recipients a message", sender.recipients_per_message
    yield "Paid licences", sender.licences
    yield "Can do OAuth", "" if sender.oauth is OAuthAbility.UNKNOWN else sender.oauth
    yield "Fixed addresses", sender.fixed_ips
    yield "Certificate's name", client.certificate_name
    yield "Certificate good until", client.certificate_until


def _sign_in(client: Client) -> Iterator[Row]:
    sign_in = client.sign_in
    yield "Mailbox", sign_in.sign_in_as
    yield "Application id", sign_in.application_id
    yield "Server application id", sign_in.server_application_id
    yield "Enterprise object id", sign_in.enterprise_object_id
    if sign_in.signed_in_at:
        yield "Signed in", f"{say_value(sign_in.signed_in_at)}, {_METHODS[sign_in.method]}"


def _found(detection: Detection | None) -> Iterator[Row]:
    if detection is None:
        return
    yield "Tenant", detection.tenant_id
    yield "Mail arrives at", detection.mx
    yield "Microsoft's mail host", detection.microsoft_mx
    yield "SPF", detection.spf
    yield "DKIM selectors", detection.dkim
    yield "DMARC", detection.dmarc


def _work(client: Client) -> Iterator[Row]:
    yield "Test mail goes to", client.test_recipients
    yield "Exported", client.targets
    yield "Steps done", client.prepared
    yield "Senders on the list", len(client.reported) or ""
    yield "List read", client.reported_at
    yield "Messages in", "" if client.message_language == "en" else client.message_language
    if client.tested_at:
        left = sum(not finding.is_well for finding in client.findings)
        yield "Last checked", f"{say_value(client.tested_at)}, {left or 'nothing'} left to do"
