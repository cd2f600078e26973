"""`sendwright clients`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click
import msgspec

from app.cli import output
from app.cli.naming import due_clients, find_client
from app.cli.options import (
    answer_options,
    build_engine,
    cloud_option,
    json_option,
    read_draft,
    run_async,
)
from app.cli.resolving import resolver_option, take_resolver
from app.domain.errors import AppError
from app.domain.finding import Finding, exit_code
from app.domain.organisation.client import Client
from app.services.checking.rechecking import AT_ONCE, Rechecked, recheck
from app.services.clients import draft_client, remove_client
from app.services.detecting import with_detection
from app.services.engine import Engine
from app.services.result import findings_as_documents, make_result, plain


@click.group("clients")
def command() -> None:
    """List, show, add, remove and re-check clients."""


@command.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """List all clients, and client files that cannot be read."""
    listing = build_engine().clients.list()
    findings = tuple(problem.as_finding("clients") for problem in listing.problems)
    if as_json:
        items = [_summary(client) for client in listing.clients]
        output.print_result(make_result("clients", findings=findings, result={"items": items}))
    else:
        for client in listing.clients:
            click.echo(f"{client.id:<28} {client.domain.display:<28} {client.path or '-'}")
        output.print_findings(findings)
    raise click.exceptions.Exit(exit_code(findings))


@command.command("show")
@click.argument("client_name", metavar="CLIENT")
@json_option
def show(client_name: str, *, as_json: bool) -> None:
    """Show what is kept of one client."""
    engine = build_engine()
    client = find_client(engine, client_name)
    everything = _as_document(client)
    life = run_async(_sign_in_life(engine, client))
    if as_json:
        output.print_result(
            make_result("clients.show", client=client.id, findings=life, result=everything)
        )
        return
    for key, value in everything.items():
        if key not in ("findings", "detection"):
            click.echo(f"{key:<18} {output.visible(str(value))}")
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


@command.command("add")
@click.argument("typed", metavar="DOMAIN")
@answer_options
@click.option("--offline", is_flag=True, help="Ask no server about the domain now.")
@resolver_option
@cloud_option
@json_option
def add(*, cloud: str, resolver: str, as_json: bool, offline: bool, **words: object) -> None:
    """Add a client for DOMAIN, which may be an address; it then is the From address."""
    engine = build_engine(cloud)
    take_resolver(engine, resolver)
    client = draft_client(read_draft(words), engine.clouds, engine.clients)
    if not offline:
        client = run_async(with_detection(client, engine.clouds))
    client = engine.clients.add(client)
    if as_json:
        output.print_result(make_result("clients.add", client=client.id, result=_summary(client)))
    else:
        click.echo(client.id)


@command.command("remove")
@click.argument("client_name", metavar="CLIENT")
@click.option("--keep-tokens", is_flag=True, help="Leave the keyring alone.")
def remove(client_name: str, *, keep_tokens: bool) -> None:
    """Remove a client's file, and its tokens from the keyring."""
    engine = build_engine()
    client = find_client(engine, client_name)
    if not keep_tokens:
        run_async(engine.signing.forget(client))
    remove_client(client, engine.clients, engine.runs)
    output.say(f"{client.id} was removed.")


@command.command("check-all")
@click.option("--resume", is_flag=True, help="Leave out clients that were checked within a day.")
@click.option(
    "--at-once", type=click.IntRange(1, 50), default=AT_ONCE, help="How many clients at a time."
)
@resolver_option
@cloud_option
@json_option
def check_all(*, cloud: str, resolver: str, at_once: int, resume: bool, as_json: bool) -> None:
    """Re-check every client; a client that fails stops nothing else.

    Each is kept as it ends: after a stop, --resume goes on with those that are missing.
    """
    started = datetime.now(UTC)
    engine = build_engine(cloud)
    take_resolver(engine, resolver)
    due = tuple(due_clients(engine, resume=resume))
    done = run_async(
        recheck(
            due,
            _tell,
            engine.clouds,
            engine.signing,
            engine.clients,
            engine.runs,
            at_once=at_once,
        )
    )
    findings = tuple(finding for one in done for finding in one.findings)
    codes = [one.exit_code for one in done]
    code = 1 if 1 in codes else max(codes, default=0)
    if as_json:
        result = make_result(
            "clients.check-all",
            findings=findings,
            result={"items": [_recheck_item(one) for one in done]},
            started=started,
            elapsed_s=(datetime.now(UTC) - started).total_seconds(),
        )
        output.finish(result, as_json=True, code=code)
    for one in done:
        click.echo(f"{one.client.id}: {len(one.open)} open")
        output.print_findings(one.findings, only_open=True)
    raise click.exceptions.Exit(code)


def _tell(one: Rechecked) -> None:
    output.say(f"{one.client.id}: {len(one.open)} open")


def _recheck_item(one: Rechecked) -> dict[str, object]:
    return {
        **_summary(one.client),
        "tested_at": one.run.started if one.run else one.client.tested_at,
        "exit_code": one.exit_code,
        "open": [finding.code for finding in one.open],
        "elapsed_s": round(one.run.elapsed_s, 4) if one.run else 0.0,
    }


def _summary(client: Client) -> dict[str, object]:
    return {
        "id": client.id,
        "name": client.name,
        "domain": str(client.domain),
        "cloud": client.cloud,
        "path": client.path,
        "tested_at": client.tested_at,
    }
