"""`sendwright forget`."""

from __future__ import annotations

import click

from app.cli import output
from app.cli.naming import find_client
from app.cli.options import build_engine, run_async


@click.command("forget")
@click.argument("client_name", metavar="CLIENT")
def command(client_name: str) -> None:
    """Remove CLIENT's tokens from the keyring and verify that they are gone."""
    engine = build_engine()
    client = find_client(engine, client_name)
    run_async(engine.forget(client))
    output.say(f"The keyring holds no token for {client.id} any more.")
    output.say("Microsoft 365 still honours tokens that were copied elsewhere.")
    output.say("An admin ends them in Entra: Users > the user > Revoke sessions.")
