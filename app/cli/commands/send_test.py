"""`sendwright send-test`."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli import output
from app.cli.naming import find_client
from app.cli.options import ask_password, build_engine, cloud_option, json_option, run_async
from app.cli.relay_certificate import certificate_options, read_relay_certificate
from app.cli.running import finish_run
from app.domain.address import EmailAddress
from app.domain.path import SendingPath
from app.services.checking.checks import send_test


@click.command("send-test")
@click.argument("client_name", metavar="CLIENT")
@click.option("--to", "recipients", multiple=True, required=True, metavar="ADDRESS")
@click.option("--send-as", default="", metavar="ADDRESS", help="Try another From address too.")
@certificate_options
@click.option("--transcript", is_flag=True, help="Print what was said; secrets are left out.")
@cloud_option
@json_option
def command(
    client_name: str,
    *,
    recipients: tuple[str, ...],
    send_as: str,
    client_certificate: Path | None,
    client_key: Path | None,
    transcript: bool,
    cloud: str,
    as_json: bool,
) -> None:
    """Send one real test message to each ADDRESS by CLIENT's path, and say what happened."""
    engine = build_engine(cloud)
    client = find_client(engine, client_name)
    addresses = tuple(EmailAddress.parse(text) for text in recipients)
    asks_password = client.path is SendingPath.SMTP_AUTH_BASIC
    run = run_async(
        send_test(
            client,
            addresses,
            engine.clouds,
            engine.signing,
            output.progress({}),
            password=ask_password() if asks_password else None,
            certificate=read_relay_certificate(client_certificate, client_key),
            send_as=str(EmailAddress.parse(send_as)) if send_as else "",
        )
    )
    finish_run(
        engine,
        client,
        run,
        "send-test",
        {"recipients": list(recipients)},
        as_json=as_json,
        with_transcript=transcript,
    )
