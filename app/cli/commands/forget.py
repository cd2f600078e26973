"""`sendwright forget`."""

from __future__ import annotations

import click

from app.cli import output
from app.cli.naming import find_client
from app.cli.options import build_engine, json_option, run_async
from app.services.result import make_result


@click.command("forget")
@click.argument("client_name", metavar="CLIENT")
@json_option
def command(client_name: str, *, as_json: bool) -> None:
    """Remove CLIENT's tokens from the keyring and verify that they are gone."""
    engine = build_engine()
    client = find_client(engine, client_name)
    finding = run_async(engine.signing.forget(client))
    if as_json:
        output.print_result(make_result("forget", client=client.id, findings=(finding,)))
        return
    said = output.word(finding)
    output.say(output.visible(f"{said.title}. {said.cause}"))
    for step in said.fix:
        output.say(output.visible(step))
