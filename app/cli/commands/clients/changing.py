"""`sendwright clients set`, `rename` and `undo`."""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.core import ParameterSource

from app.cli import output
from app.cli.commands.clients.summary import summary
from app.cli.commands.clients.values import say_value
from app.cli.naming import UnknownClientError, choose_client, find_client
from app.cli.options import answer_options, build_engine, json_option, read_draft, run_async
from app.domain.finding import exit_code
from app.domain.organisation.answers import name_of
from app.domain.organisation.client import Client, ClientId
from app.domain.organisation.fields import differing, get_field
from app.services.answers import ANSWERS, rename, set_answers
from app.services.clients import look_into_bin
from app.services.engine import Engine
from app.services.result import make_result
from app.services.undoing import undo_last

_ALL = "*"
"""What --confirm says without a name."""


@click.command("set")
@click.argument("client_name", metavar="CLIENT")
@answer_options
@click.option(
    "--clear", multiple=True, metavar="NAME", help="Empty the answer to this option: relay-ip."
)
@click.option(
    "--confirm",
    multiple=True,
    is_flag=False,
    flag_value=_ALL,
    metavar="[NAME]",
    help="What came with a file is right: this value, or all of them.",
)
@json_option
@click.pass_context
def set_(
    ctx: click.Context,
    /,
    client_name: str,
    *,
    clear: tuple[str, ...],
    confirm: tuple[str, ...],
    as_json: bool,
    **words: object,
) -> None:
    """Change answers of CLIENT; what is not named stays as it is.

    \b
    Examples:
      sendwright clients set contoso-com --path relay_ip --relay-ip 198.51.100.7
      sendwright clients set contoso-com --clear relay-ip --clear device
      sendwright clients set contoso-com --confirm         # what a plan brought is right
      sendwright clients undo contoso-com         # takes it back
    """
    given = {name for name in words if _was_given(ctx, name)}
    cleared = set(_read_cleared(ctx, clear))
    if not (given | cleared or confirm):
        raise click.UsageError("Name at least one answer to change.")
    if given & cleared:
        raise click.UsageError("One answer cannot be given and cleared at once.")
    engine = build_engine()
    client = find_client(engine, client_name)
    draft = read_draft({"typed": str(client.domain), **words})
    names = tuple(name.replace("-", "_") for name in confirm if name != _ALL)
    changed = set_answers(
        client.id,
        draft,
        given,
        cleared,
        engine.clouds,
        engine.clients,
        confirmed=names if confirm else None,
    )
    _tell_changed("clients.set", client, changed, as_json=as_json)


def _was_given(ctx: click.Context, name: str) -> bool:
    """Say whether it stands on the command line; an environment variable is for new clients."""
    return ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE


def _read_cleared(ctx: click.Context, clear: Iterable[str]) -> Iterable[str]:
    known = {
        param.opts[0].removeprefix("--"): str(param.name)
        for param in ctx.command.params
        if param.name in ANSWERS
    }
    for name in clear:
        if name.removeprefix("--") not in known:
            raise click.BadParameter(
                f"There is no answer “{name[:40]}”. There are: {', '.join(known)}.",
                param_hint="--clear",
            )
        yield known[name.removeprefix("--")]


def _tell_changed(schema: str, before: Client, after: Client, *, as_json: bool) -> None:
    fields = differing(before, after)
    if as_json:
        result = {**summary(after), "changed": [name_of(one) for one in fields]}
        output.print_result(make_result(schema, client=after.id, result=result))
        return
    for one in fields:
        was, now = (say_value(get_field(side, one)) or "-" for side in (before, after))
        click.echo(output.visible(f"{name_of(one)}: {was} → {now}"))
    if not fields:
        output.say("It was so already; nothing was changed.")


@click.command("rename")
@click.argument("client_name", metavar="CLIENT")
@click.argument("name", metavar="NAME")
@json_option
def rename_(client_name: str, name: str, *, as_json: bool) -> None:
    """Call CLIENT by another NAME; its id stays, so that nothing that names it breaks.

    \b
    Example:
      sendwright clients rename contoso-com "Contoso, head office"
    """
    engine = build_engine()
    client = find_client(engine, client_name)
    renamed = rename(client.id, name, engine.clients)
    _tell_changed("clients.rename", client, renamed, as_json=as_json)


@click.command("undo")
@click.argument("client_name", metavar="CLIENT", required=False)
@json_option
def undo(client_name: str | None, *, as_json: bool) -> None:
    """Take back the last set, rename, import, steps or remove, of CLIENT or of all.

    What others changed since is kept. A removed client comes out of the bin within 30 days.

    \b
    Examples:
      sendwright clients undo                     # the last change of all
      sendwright clients undo contoso-com
    """
    engine = build_engine()
    client_id = _meant(engine, client_name) if client_name else None
    undone = run_async(
        undo_last(client_id, engine.catalogue, engine.signing, engine.clients, engine.runs)
    )
    if as_json:
        result = {"undone": undone.did, "clients": undone.clients}
        name = undone.clients[0] if len(undone.clients) == 1 else ""
        output.print_result(
            make_result("clients.undo", client=name, findings=undone.findings, result=result)
        )
    else:
        output.print_told(undone.findings)
    raise click.exceptions.Exit(exit_code(undone.findings) or int(not undone.is_done))


def _meant(engine: Engine, words: str) -> ClientId:
    """Find a client, or the one that lies in the bin; of two the last removed is meant."""
    try:
        return find_client(engine, words).id
    except UnknownClientError:
        for one in look_into_bin(engine.clients):
            known = (one.client,) if one.client else ()
            if words == one.removed.id or choose_client(known, words):
                return one.removed.id
        raise
