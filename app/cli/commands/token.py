"""`sendwright token`."""

from __future__ import annotations

from typing import NoReturn

import click

from app.cli import output
from app.cli.naming import find_client
from app.cli.options import build_engine, cloud_option, json_option, run_async
from app.domain.errors import AppError
from app.domain.finding import Severity
from app.domain.organisation.client import Client
from app.services.engine import Engine
from app.services.result import make_result
from app.services.signing_in.signing import KeptSignIn, xoauth2

_MUST_ACT = 1


@click.command("token")
@click.argument("client_name", metavar="CLIENT")
@click.option("--header", is_flag=True, help="Print the whole XOAUTH2 string, in base64.")
@click.option("--renew", is_flag=True, help="Renew the sign-in and print no token, as a task does.")
@click.option("--status", is_flag=True, help="Say until when the sign-in is good; ask nobody.")
@cloud_option
@json_option
def command(
    client_name: str, *, header: bool, renew: bool, status: bool, cloud: str, as_json: bool
) -> None:
    """Print a fresh access token for CLIENT and nothing else.

    A failure is one line on stderr. Exit codes: 0 a token was printed; 1 a person must act, mostly
    sign in again; 2 wrong usage or no such client; 3 it may work later, such as without a network.
    """
    if as_json and not (renew or status):
        raise click.UsageError("--json goes with --renew or --status: a token is no JSON.")
    try:
        _answer(client_name, cloud, header=header, renew=renew, status=status, as_json=as_json)
    except AppError as exc:
        if as_json:
            raise
        raise click.exceptions.Exit(tell(exc)) from exc


def _answer(
    client_name: str, cloud: str, *, header: bool, renew: bool, status: bool, as_json: bool
) -> None:
    engine = build_engine(cloud)
    client = find_client(engine, client_name, for_program=True)
    if status:
        _finish(client, run_async(_status(engine, client)), "token.status", as_json=as_json)
    if renew:
        _finish(client, run_async(engine.signing.renew(client)), "token.renew", as_json=as_json)
    token = run_async(engine.signing.token(client))
    click.echo((xoauth2(str(client.login), token) if header else token).reveal())


async def _status(engine: Engine, client: Client) -> KeptSignIn:
    kept = await engine.signing.kept(client)
    if kept is None:
        await engine.signing.token(client)  # raises why there is none
        raise AssertionError(client.id)
    return kept


def _finish(client: Client, kept: KeptSignIn, name: str, *, as_json: bool) -> NoReturn:
    findings = (kept.finding,)
    if as_json:
        result = {
            "signed_in_as": kept.username,
            "kind": kept.kind,
            "last_used": kept.last_used,
            "token_until": kept.token_until,
        }
        output.print_result(make_result(name, client=client.id, findings=findings, result=result))
    else:
        said = output.word(kept.finding)
        click.echo(output.visible(f"{said.title}. {said.cause}"))
    raise click.exceptions.Exit(_MUST_ACT if kept.finding.severity is Severity.ERROR else 0)


def tell(error: AppError) -> int:
    """Say it in one line, which is what mail programs pass on of a command that failed."""
    said = output.word(error.finding)
    told = (f"sendwright: {said.title}.", *said.fix[:1], f"[{error.code}]")
    output.need(output.visible(" ".join(" ".join(told).split())))
    return error.exit_code
