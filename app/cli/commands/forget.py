"""`sendwright forget`."""

from __future__ import annotations

import click

from app.cli import output
from app.cli.naming import find_client
from app.cli.options import build_engine, json_option, run_async
from app.domain.finding import exit_code
from app.services.result import make_result


@click.command("forget")
@click.argument("client_name", metavar="CLIENT")
@json_option
def command(client_name: str, *, as_json: bool) -> None:
    """Remove what the keyring holds for CLIENT, and verify that it is gone."""
    engine = build_engine()
    client = find_client(engine, client_name)
    told = run_async(engine.signing.forget(client))
    if as_json:
        output.print_result(make_result("forget", client=client.id, findings=told))
    else:
        output.print_told(told)
    raise click.exceptions.Exit(exit_code(told))
