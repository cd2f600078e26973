"""`sendwright export`."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli import output
from app.cli.naming import find_client
from app.cli.options import build_engine, cloud_option, json_option, out_option
from app.services.exporting import Exports
from app.services.result import make_result


@click.command("export")
@click.argument("client_name", metavar="CLIENT")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("--zip", "as_zip", is_flag=True, help="Write one ZIP instead of files.")
@out_option
@cloud_option
@json_option
def command(
    client_name: str,
    targets: tuple[str, ...],
    *,
    as_zip: bool,
    folder: Path,
    cloud: str,
    as_json: bool,
) -> None:
    """Write configurations of CLIENT for each TARGET; `sendwright targets` lists them.

    A TARGET may also be a device of `sendwright devices`, or a word that only one target has.
    """
    engine = build_engine(cloud)
    client = find_client(engine, client_name)
    written = Exports(client, engine.clouds, engine.translation("en")).write(
        targets, folder, as_zip=as_zip
    )
    if as_json:
        files = [{"path": str(file.path), "backup": str(file.backup or "")} for file in written]
        output.print_result(make_result("export", client=client.id, result={"files": files}))
        return
    for file in written:
        click.echo(file.path)
        if file.backup:
            output.say(f"  the file that was there is now {file.backup.name}")
