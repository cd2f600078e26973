"""`sendwright clients remove`."""

from __future__ import annotations

import click

from app.cli import output
from app.cli.asking import can_ask, confirm
from app.cli.naming import find_client
from app.cli.options import build_engine, json_option, run_async
from app.domain.errors import InputError
from app.domain.finding import exit_code
from app.domain.organisation.client import Client
from app.services.clients import foresee_removal, remove_client
from app.services.engine import Engine
from app.services.result import make_result


@click.command("remove")
@click.argument("client_name", metavar="CLIENT")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask; needed where nobody can be.")
@json_option
def remove(client_name: str, *, is_sure: bool, as_json: bool) -> None:
    """Remove CLIENT: its secrets go at once, all else lies in the bin for 30 days.

    A name or a domain that several clients share is refused; an id is one client's alone.

    \b
    Examples:
      sendwright clients remove contoso-com
      sendwright clients remove contoso-com --yes --json
      sendwright clients undo contoso-com         # within 30 days
    """
    engine = build_engine()
    client = find_client(engine, client_name)
    if not (is_sure or can_ask()):
        raise InputError("input.client.unconfirmed", values={"client": client.id})
    _tell_before(engine, client)
    if not is_sure:
        confirm(f"Remove {client.id}?")
    told = run_async(
        remove_client(client, engine.catalogue, engine.signing, engine.clients, engine.runs)
    )
    if as_json:
        output.print_result(make_result("clients.remove", client=client.id, findings=told))
    else:
        output.print_told(told)
    raise click.exceptions.Exit(exit_code(told))


def _tell_before(engine: Engine, client: Client) -> None:
    for finding in run_async(foresee_removal(client, engine.catalogue, engine.signing)):
        output.need(output.visible(output.word(finding).in_one))
