"""`sendwright demo`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from app.cli import output
from app.cli.options import json_option, out_option, run_async
from app.services.engine import Engine
from app.services.installation.places import Folders
from app.services.practising.demo import RESULT, Demo


@click.command("demo")
@out_option
@click.option("--scenario", default="all_well", help="What the practice tenant plays.")
@json_option
def command(folder: Path, *, scenario: str, as_json: bool) -> None:
    """Do the whole job on the practice tenant; no account needed.

    Finds the tenant, chooses a path, signs in, stores and reads back the token, runs all checks,
    sends, exports, prints sheets; then DIR holds the configurations, the PDF and report.json.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sendwright-demo-") as home:
        engine = Engine(Folders.under(Path(home)))
        demo = Demo(engine, folder, say=output.say, progress=output.progress({}))
        result = run_async(demo.run(scenario))
    if not as_json:
        click.echo(folder / RESULT)
    output.finish(result, as_json=as_json, only_open=True)
