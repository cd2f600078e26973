"""`sendwright plan`."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli import output
from app.cli.naming import find_client
from app.cli.options import build_engine, out_option
from app.wiring.handing_over import open_plan, save_plan


@click.group("plan")
def command() -> None:
    """Save a client's plan as a file without secrets, and open it on any computer."""


@command.command("save")
@click.argument("client_name", metavar="CLIENT")
@out_option
def save(client_name: str, *, folder: Path) -> None:
    """Write answers, path, ticked steps and findings of CLIENT into one file."""
    engine = build_engine()
    click.echo(save_plan(engine, find_client(engine, client_name), folder).path)


@command.command("open")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
def open_(*, file: Path) -> None:
    """Take the plan in FILE up as a client; one of the same name stays as it is."""
    client = open_plan(build_engine(), file)
    click.echo(client.id)
    output.say("No token came with the file; sign in again where the path needs it.")
