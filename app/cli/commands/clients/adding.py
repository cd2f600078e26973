"""`sendwright clients add`."""

from __future__ import annotations

import click

from app.cli import output
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
from app.services.clients import draft_client
from app.services.detecting import with_detection
from app.services.result import make_result


@click.command("add")
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
        output.print_result(make_result("clients.add", client=client.id, result=summary(client)))
    else:
        click.echo(client.id)
