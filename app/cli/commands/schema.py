"""`sendwright schema`."""

from __future__ import annotations

import click
import msgspec

from app.services.devices.files import device_file_schema
from app.services.result import schema


@click.command("schema")
@click.option(
    "--devices",
    "of_devices",
    is_flag=True,
    help="Print that of a file of the device catalogue instead, for editors.",
)
def command(*, of_devices: bool) -> None:
    """Print the JSON Schema of every --json result."""
    wanted = device_file_schema() if of_devices else schema()
    click.echo(msgspec.json.format(msgspec.json.encode(wanted), indent=2))
