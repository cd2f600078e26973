"""`sendwright sheets`."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli import output
from app.cli.naming import find_client
from app.cli.options import build_engine, cloud_option, json_option, out_option
from app.domain.finding import exit_code
from app.services.devices.sheets import make_sheets
from app.services.export_context import export_context
from app.services.result import make_result

_PAPERS = {"a4": "a4", "letter": "us-letter"}


@click.command("sheets")
@click.argument("table", type=click.Path(path_type=Path), metavar="DEVICES.csv")
@click.option("--client", "client_name", required=True, metavar="CLIENT")
@click.option("--paper", type=click.Choice(list(_PAPERS)), default="a4")
@click.option("--language", default="en", metavar="CODE", help="Language of the sheets.")
@out_option
@cloud_option
@json_option
def command(
    table: Path,
    *,
    client_name: str,
    paper: str,
    language: str,
    folder: Path,
    cloud: str,
    as_json: bool,
) -> None:
    """Print one settings sheet for each device of DEVICES.csv, and one file with all of them."""
    engine = build_engine(cloud)
    client = find_client(engine, client_name)
    context = export_context(
        client, engine.clouds, engine.translation(language), paper=_PAPERS[paper]
    )
    run = make_sheets(table, folder, context, engine.catalogue, progress=_progress)
    result = {"files": [str(file.path) for file in run.files], "rows": run.rows}
    if as_json:
        output.print_result(
            make_result("sheets", client=client.id, findings=run.findings, result=result)
        )
    else:
        for file in run.files:
            click.echo(file.path)
        output.print_findings(run.findings)
    raise click.exceptions.Exit(exit_code(run.findings))


def _progress(done: int, of: int) -> bool:
    if done and (done == of or done % 10 == 0):
        output.say(f"{done} of {of} sheets")
    return True
