"""`sendwright clients list` and `show`."""

from __future__ import annotations

from typing import Any, NoReturn

import click
import msgspec

from app.cli import output
from app.cli.commands.clients.page import print_client
from app.cli.commands.clients.summary import summary
from app.cli.naming import find_client
from app.cli.options import build_engine, json_option, run_async
from app.domain.errors import AppError
from app.domain.finding import Finding, exit_code
from app.domain.organisation.client import Client
from app.services.clients import ClientStore, InBin, look_into_bin
from app.services.engine import Engine
from app.services.result import findings_as_documents, make_result, plain


@click.command("list")
@click.option("--removed", "is_bin", is_flag=True, help="List what lies in the bin, until when.")
@json_option
def list_(*, is_bin: bool, as_json: bool) -> None:
    """List all clients, and client files that cannot be read.

    \b
    Examples:
      sendwright clients list
      sendwright clients list --removed
    """
    engine = build_engine()
    if is_bin:
        _list_bin(engine.clients, as_json=as_json)
    listing = engine.clients.list()
    findings = tuple(problem.as_finding("clients") for problem in listing.problems)
    if as_json:
        items = [summary(client) for client in listing.clients]
        output.print_result(make_result("clients", findings=findings, result={"items": items}))
    else:
        for client in listing.clients:
            click.echo(f"{client.id:<28} {client.domain.display:<28} {client.path or '-'}")
        output.print_findings(findings)
    raise click.exceptions.Exit(exit_code(findings))


def _list_bin(clients: ClientStore, *, as_json: bool) -> NoReturn:
    found = look_into_bin(clients)
    findings = tuple(one.problem.as_finding("clients") for one in found if one.problem)
    if as_json:
        items = [_in_bin(one) for one in found]
        made = make_result("clients.removed", findings=findings, result={"items": items})
        output.print_result(made)
    else:
        for one in found:
            domain = one.client.domain.display if one.client else "?"
            click.echo(f"{one.removed.id:<28} {domain:<28} until {one.removed.until:%Y-%m-%d}")
        output.print_findings(findings)
        if not found:
            output.say("The bin is empty.")
    raise click.exceptions.Exit(exit_code(findings))


def _in_bin(one: InBin) -> dict[str, object]:
    return {
        "id": one.removed.id,
        "name": one.client.name if one.client else "",
        "domain": str(one.client.domain) if one.client else "",
        "removed_at": one.removed.at,
        "until": one.removed.until,
    }


@click.command("show")
@click.argument("client_name", metavar="CLIENT")
@json_option
def show(client_name: str, *, as_json: bool) -> None:
    """Show what is kept of CLIENT, and what its last check left to do.

    \b
    Examples:
      sendwright clients show contoso.com
      sendwright clients show contoso-com --json
    """
    engine = build_engine()
    client = find_client(engine, client_name)
    life = run_async(_sign_in_life(engine, client))
    if as_json:
        result = _as_document(client)
        made = make_result("clients.show", client=client.id, findings=life, result=result)
        output.print_result(made)
        return
    print_client(engine, client)
    output.print_findings(life)


def _as_document(client: Client) -> dict[str, Any]:
    """Lay a client out with the words of its findings, as every result has them."""
    document: dict[str, Any] = msgspec.to_builtins(client, enc_hook=plain)
    document["findings"] = findings_as_documents(client.findings)
    if client.detection is not None:
        document["detection"]["findings"] = findings_as_documents(client.detection.findings)
    return document


async def _sign_in_life(engine: Engine, client: Client) -> tuple[Finding, ...]:
    """Say until when the kept sign-in is good; the keyring is not opened where there is none."""
    if client.sign_in.signed_in_at is None:
        return ()
    try:
        kept = await engine.signing.kept(client)
    except AppError as exc:
        return (exc.as_finding(client.id),)
    return (kept.finding,) if kept else ()
