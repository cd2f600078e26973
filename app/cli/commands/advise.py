"""`sendwright advise`."""

from __future__ import annotations

from dataclasses import asdict

import click

from app.cli import output
from app.cli.options import (
    answer_options,
    build_engine,
    cloud_option,
    json_option,
    read_draft,
    run_async,
)
from app.wiring.result import make_result


@click.command("advise")
@click.argument("typed", metavar="DOMAIN")
@answer_options
@click.option("--offline", is_flag=True, help="Ask no server; advise from the answers alone.")
@cloud_option
@json_option
def command(cloud: str, *, as_json: bool, offline: bool, **words: object) -> None:
    """Recommend a sending path for DOMAIN, with reasons and the alternatives."""
    engine = build_engine(cloud)
    client = engine.draft(read_draft(words))
    if not offline:
        client = run_async(engine.with_detection(client))
    advice = engine.advise(client)
    if as_json:
        output.print_result(make_result("advise", client=client.id, result=asdict(advice)))
        return
    for option in advice.options:
        name = engine.catalogue.paths[option.path].name
        click.echo(f"{option.fit.value:<12} {name}")
        for sentence in option.reasons:
            click.echo(f"{'':<13}+ {sentence}")
        for sentence in option.objections:
            click.echo(f"{'':<13}- {sentence}")
    for note in advice.notes:
        click.echo(f"{'note':<13}{note.text}")
