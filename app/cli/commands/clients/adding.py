"""`sendwright clients add`."""

from __future__ import annotations

import click

from app.cli import output
from app.cli.asking import can_ask, confirm
from app.cli.commands.clients.summary import summary
from app.cli.options import (
    answer_options,
    build_engine,
    cloud_option,
    json_option,
    read_draft,
    run_async,
)
from app.cli.resolving import resolver_option, take_resolver
from app.domain.errors import InputError
from app.domain.organisation.client import Client
from app.services.answers import judge_answers
from app.services.clients import draft_client, others_of_domain
from app.services.detecting import with_detection
from app.services.result import make_result


@click.command("add")
@click.argument("typed", metavar="DOMAIN")
@answer_options
@click.option("--another", is_flag=True, help="Add a second client of the same domain, unasked.")
@click.option("--offline", is_flag=True, help="Ask no server about the domain now.")
@resolver_option
@cloud_option
@json_option
def add(
    *, cloud: str, resolver: str, as_json: bool, offline: bool, another: bool, **words: object
) -> None:
    """Add a client for DOMAIN, which may be an address; it then is the From address.

    \b
    Examples:
      sendwright clients add printer@contoso.com --path relay_ip --relay-ip 198.51.100.7
      sendwright clients add shop@contoso.com --name Shop --another
      sendwright clients set contoso-com --per-day 400    # changes one that is there
    """
    engine = build_engine(cloud)
    take_resolver(engine, resolver)
    drafted = draft_client(read_draft(words), engine.clouds, engine.clients)
    client = judge_answers(drafted, engine.clouds)
    there = others_of_domain(client, engine.clients)
    if there and not another:
        _ask_whether_another(client, there)
    if not offline:
        client = run_async(with_detection(client, engine.clouds))
    client = engine.clients.add(client)
    if as_json:
        output.print_result(make_result("clients.add", client=client.id, result=summary(client)))
    else:
        click.echo(client.id)


def _ask_whether_another(client: Client, there: tuple[Client, ...]) -> None:
    known, domain = ", ".join(one.id for one in there[:8]), client.domain.display
    if not can_ask():
        values = {"domain": domain, "known": known, "client": there[0].id}
        raise InputError("input.client.exists", values=values)
    output.need(output.visible(f"{domain} is a client already: {known}."))
    confirm("Add another client of this domain?")
