"""`sendwright report`."""

from __future__ import annotations

from pathlib import Path

import click

from app.catalogue.message_words import message_languages
from app.cli.naming import find_client
from app.cli.options import build_engine, cloud_option, json_option, out_option
from app.cli.output import print_result
from app.services.exporting import Exports
from app.services.result import make_result

_PAPERS = {"a4": "a4", "letter": "us-letter"}


@click.command("report")
@click.argument("client_name", metavar="CLIENT")
@click.option("--paper", type=click.Choice(list(_PAPERS)), default="a4")
@click.option(
    "--language",
    type=click.Choice(message_languages()),
    help="The client's own where not given; what is not translated stays in English.",
)
@out_option
@cloud_option
@json_option
def command(
    client_name: str, *, paper: str, language: str | None, folder: Path, cloud: str, as_json: bool
) -> None:
    """Write what was found, chosen, changed and is still open for CLIENT, as PDF and as HTML."""
    from app.services.made_files import write_files

    engine = build_engine(cloud)
    client = find_client(engine, client_name)
    language = language or client.message_language
    exports = Exports(client, engine.clouds, engine.translation(language), paper=_PAPERS[paper])
    written = write_files((exports.report(), exports.report_page()), folder)
    if as_json:
        result = {"files": [str(file.path) for file in written]}
        print_result(make_result("report", client=client.id, result=result))
        return
    for file in written:
        click.echo(file.path)
