"""`sendwright devices`."""

from __future__ import annotations

import click
import msgspec

from app.catalogue import Catalogue
from app.catalogue.device_index import DeviceIndex
from app.cli import output
from app.cli.options import json_option
from app.wiring.result import make_result


@click.command("devices")
@click.option("--search", "text", default="", metavar="TEXT", help="Vendor, model or series.")
@json_option
def command(text: str, *, as_json: bool) -> None:
    """Search the device catalogue; without --search every family is listed."""
    devices = DeviceIndex(Catalogue()).find(text)
    items = [
        {**msgspec.to_builtins(device), "name": f"{device.vendor} {device.family}"}
        for device in devices
    ]
    if as_json:
        output.print_result(make_result("devices", result={"items": items}))
    else:
        for device in devices:
            click.echo(f"{device.id:<36} {device.vendor} {device.family}")
    raise click.exceptions.Exit(0 if devices or not text else 1)
