"""`sendwright sheets`."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli import output
from app.cli.naming import find_client
from app.cli.options import build_engine, cloud_option, json_option, out_option
from app.domain.finding import exit_code
from app.wiring.result import make_result


@click.command("sheets")
@click.argument("table", type=click.Path(path_type=Path), metavar="DEVICES.csv")
@click.option("--client", "client_name", required=True, metavar="CLIENT")
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4")
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
    batch = engine.sheets(
        client, table, folder, paper=paper, language=language, report=lambda text: output.say(text)
    )
    result = {"files": [str(path) for path in batch.files], "rows": batch.rows}
    if as_json:
        output.print_result(
            make_result("sheets", client=client.id, findings=batch.findings, result=result)
        )
    else:
        for path in batch.files:
            click.echo(path)
        output.print_findings(batch.findings)
    raise click.exceptions.Exit(exit_code(batch.findings))
