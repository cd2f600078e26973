"""`sendwright send-test`."""

from __future__ import annotations

import click

from app.cli import output
from app.cli.naming import find_client
from app.cli.options import build_engine, cloud_option, json_option, run_async
from app.cli.running import finish_run
from app.domain.address import EmailAddress


@click.command("send-test")
@click.argument("client_name", metavar="CLIENT")
@click.option("--to", "recipients", multiple=True, required=True, metavar="ADDRESS")
@cloud_option
@json_option
def command(client_name: str, *, recipients: tuple[str, ...], cloud: str, as_json: bool) -> None:
    """Send one real test message to each ADDRESS by CLIENT's path, and say what happened."""
    engine = build_engine(cloud)
    client = find_client(engine, client_name)
    addresses = tuple(EmailAddress.parse(text) for text in recipients)
    run = run_async(engine.send_test(client, addresses, output.progress({})))
    finish_run(engine, client, run, "send-test", {"recipients": list(recipients)}, as_json=as_json)
