"""`sendwright schema`."""

from __future__ import annotations

import click
import msgspec

from app.wiring.result import schema


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of every --json result."""
    click.echo(msgspec.json.format(msgspec.json.encode(schema()), indent=2))
