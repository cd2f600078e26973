"""`sendwright clients`."""

from __future__ import annotations

import click

from app.cli.commands.clients import adding, changing, checking, listing, moving, removing
from app.cli.groups import Group


@click.group("clients", cls=Group)
def command() -> None:
    """List, show, add, change, remove, move and re-check clients."""


for _part in (
    *(listing.list_, listing.show, adding.add, changing.set_, changing.rename_),
    *(removing.remove, changing.undo, moving.export, moving.import_, checking.check_all),
):
    command.add_command(_part)
