"""`sendwright plan`."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli import output
from app.cli.groups import Group
from app.cli.naming import find_client
from app.cli.options import build_engine, out_option, run_async
from app.services.detecting import with_detection
from app.services.plans import open_plan, save_plan


@click.group("plan", cls=Group)
def command() -> None:
    """Save a client's plan as a file without secrets, and open it on any computer."""


@command.command("save")
@click.argument("client_name", metavar="CLIENT")
@out_option
def save(client_name: str, *, folder: Path) -> None:
    """Write answers, path, ticked steps and findings of CLIENT into one file."""
    engine = build_engine()
    click.echo(save_plan(find_client(engine, client_name), engine.clients, folder).path)


@command.command("open")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--offline", is_flag=True, help="Do not look the domain up now.")
def open_(*, file: Path, offline: bool) -> None:
    """Take the plan in FILE up as a client; one of the same name stays as it is.

    What FILE says of clouds and of what was found is left out; the domain is looked up anew.
    """
    engine = build_engine()
    taken = run_async(open_plan(file, engine.clouds, engine.signing, engine.clients))
    if not offline and taken.client.detection is None:
        found = run_async(with_detection(taken.client, engine.clouds))
        engine.clients.save(found, base=taken.client)
    click.echo(taken.client.id)
    for finding in taken.findings:
        output.need(output.visible(output.word(finding).in_one))
    output.say("No token came with the file; sign in again where the path needs it.")
