"""`sendwright devices`."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from app.catalogue import installed_catalogue
from app.catalogue.devices.index import DeviceIndex
from app.cli import output
from app.cli.options import json_option
from app.domain.organisation.client import GENERIC_DEVICE
from app.services.devices.files import LintedFile, lint_device_files
from app.services.devices.listing import SHAPE, list_device
from app.services.result import make_result


@click.command("devices")
@click.option("--search", "text", default="", metavar="TEXT", help="Vendor, model or series.")
@click.option(
    "--lint",
    "files",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Check a file of devices that you wrote for the catalogue. May be repeated.",
)
@json_option
def command(text: str, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Search the device catalogue; without --search every family is listed."""
    if files:
        raise click.exceptions.Exit(_lint(files, as_json=as_json))
    devices = DeviceIndex(installed_catalogue().devices).find(text)
    if as_json:
        items = [list_device(device) for device in devices]
        output.print_result(make_result("devices", result={"items": items}, shape=SHAPE))
    else:
        for device in devices:
            mark = "" if device.fields or device.menu_path else "  (labels not known)"
            click.echo(f"{device.id:<36} {device.vendor} {device.family}{mark}")
        if not devices:
            click.echo(output.visible(f"Nothing in the catalogue is like “{text}”."), err=True)
            click.echo(f"The sheet of {GENERIC_DEVICE} serves any device.", err=True)
    raise click.exceptions.Exit(0 if devices or not text else 1)


def _lint(files: tuple[Path, ...], *, as_json: bool) -> int:
    linted = lint_device_files(files)
    if as_json:
        result = {"files": msgspec.to_builtins(linted)}
        output.print_result(make_result("devices", result=result, shape=SHAPE))
    else:
        for one in linted:
            _print_linted(one)
    return int(any(one.faults for one in linted))


def _print_linted(linted: LintedFile) -> None:
    if not linted.faults:
        click.echo(output.visible(f"{linted.file}: nothing to put right."))
    for fault in linted.faults:
        where = f"{fault.where}: " if fault.where else ""
        line = f" (line {fault.line})" if fault.line else ""
        click.echo(output.visible(f"{linted.file}: {where}{fault.what}{line}"))
        click.echo(output.visible(f"    {fault.fix}"))
