"""`sendwright targets`."""

from __future__ import annotations

import click

from app.cli import output
from app.cli.options import build_engine, json_option
from app.services.result import make_result


@click.command("targets")
@json_option
def command(*, as_json: bool) -> None:
    """List what can be exported, and by which sending paths."""
    targets = build_engine().catalogue.targets.values()
    if as_json:
        items = [
            {
                "id": target.id,
                "name": target.name,
                "kind": target.kind,
                "paths": target.paths,
                "oauth": target.oauth,
                "confidence": target.confidence,
            }
            for target in targets
        ]
        output.print_result(make_result("targets", result={"items": items}))
        return
    for target in sorted(targets, key=lambda target: target.id):
        click.echo(f"{target.id:<24} {target.name}  ({', '.join(target.paths)})")
    output.say("Each id of “sendwright devices” can be exported as well.")
