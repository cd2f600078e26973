"""`sendwright token`."""

from __future__ import annotations

import click

from app.cli.naming import find_client
from app.cli.options import build_engine, cloud_option, run_async
from app.wiring.signing import xoauth2


@click.command("token")
@click.argument("client_name", metavar="CLIENT")
@click.option("--header", is_flag=True, help="Print the whole XOAUTH2 string, in base64.")
@cloud_option
def command(client_name: str, *, header: bool, cloud: str) -> None:
    """Print a fresh access token for CLIENT and nothing else."""
    engine = build_engine(cloud)
    client = find_client(engine, client_name)
    token = run_async(engine.token(client))
    click.echo((xoauth2(str(client.login), token) if header else token).reveal())
