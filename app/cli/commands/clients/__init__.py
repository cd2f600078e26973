"""`sendwright clients`."""

from __future__ import annotations

import click

from app.cli.commands.clients import adding, checking, listing, removing


@click.group("clients")
def command() -> None:
    """List, show, add, remove and re-check clients."""


for _part in (listing.list_, listing.show, adding.add, removing.remove, checking.check_all):
    command.add_command(_part)
