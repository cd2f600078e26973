"""`sendwright check`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from app.cli import output
from app.cli.naming import client_for_check
from app.cli.options import build_engine, cloud_option, json_option, path_option, run_async
from app.cli.relay_certificate import certificate_options, read_relay_certificate
from app.cli.resolving import resolver_option, take_resolver
from app.cli.running import finish_run
from app.domain.path import SendingPath
from app.services.checking.checks import check


@click.command("check")
@click.argument("domain")
@click.option(
    "--relay-ip", "relay_ips", multiple=True, metavar="IP", help="An address that relays."
)
@path_option
@certificate_options
@resolver_option
@click.option("--transcript", is_flag=True, help="Print what was said; secrets are left out.")
@cloud_option
@json_option
def command(
    domain: str,
    *,
    relay_ips: tuple[str, ...],
    path_id: str | None,
    client_certificate: Path | None,
    client_key: Path | None,
    resolver: str,
    transcript: bool,
    cloud: str,
    as_json: bool,
) -> None:
    """Check DNS and the connection for DOMAIN, which may also be an address or a client's id."""
    engine = build_engine(cloud)
    take_resolver(engine, resolver)
    client = client_for_check(
        engine, domain, relay_ips=relay_ips, path=SendingPath(path_id) if path_id else None
    )
    certificate = read_relay_certificate(client_certificate, client_key)
    run = run_async(
        check(client, engine.clouds, engine.signing, output.progress({}), certificate=certificate)
    )
    given = {
        "path": path_id or "",
        "relay_ip": ", ".join(relay_ips),
        "resolver": resolver,
        "cloud": cloud,
    }
    finish_run(
        engine,
        client,
        replace(run, overrides={name: text for name, text in given.items() if text}),
        "check",
        {"domain": str(client.domain)},
        as_json=as_json,
        with_transcript=transcript,
    )
