"""`sendwright inventory`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from app.cli import output
from app.cli.footnotes import Footnotes
from app.cli.naming import find_client
from app.cli.options import build_engine, json_option
from app.domain.finding import exit_code
from app.domain.freshness import is_stale
from app.domain.organisation.change import Did
from app.domain.organisation.client import Client, DeviceId
from app.domain.paths.inventory import DeviceVerdict, Inventory, JudgedDevice
from app.services.answers import check_devices
from app.services.devices.inventory import ImportedSenders, import_sender_list, inventory_of
from app.services.devices.inventory import leave_out as choose_senders
from app.services.engine import Engine
from app.services.result import make_result

_VERDICTS = {
    DeviceVerdict.TOO_OLD: "cannot sign in",
    DeviceVerdict.ENDS: "stops",
    DeviceVerdict.ASK: "find out",
    DeviceVerdict.GOES_ON: "goes on",
}


@click.command("inventory")
@click.argument("client_name", metavar="CLIENT")
@click.option(
    "--import",
    "sender_list",
    type=click.Path(path_type=Path),
    metavar="REPORT.csv",
    help="The Exchange admin center's report “SMTP AUTH clients”, as exported.",
)
@click.option("--device", "devices", multiple=True, metavar="ID", help="See `devices`.")
@click.option("--leave-out", multiple=True, metavar="ADDRESS", help="It needs no path any more.")
@click.option("--take-in", multiple=True, metavar="ADDRESS", help="It needs one after all.")
@json_option
def command(
    client_name: str,
    *,
    sender_list: Path | None,
    devices: tuple[str, ...],
    leave_out: tuple[str, ...],
    take_in: tuple[str, ...],
    as_json: bool,
) -> None:
    """Say of each device and sender of CLIENT whether it goes on sending, and which path it takes.

    What --import, --device and --leave-out say is kept with the client.
    """
    engine = build_engine()
    saved = find_client(engine, client_name)
    client = _with_devices(engine, saved, devices)
    read = import_sender_list(client, sender_list, engine.catalogue) if sender_list else None
    client = choose_senders(read.client if read else client, leave_out, take_in=take_in)
    if devices or read or leave_out or take_in:
        engine.clients.save(client, base=saved, did=Did.SET)
    stock = inventory_of(client, engine.catalogue, reported=read.listed.senders if read else None)
    findings = _findings(engine, client, stock, read)
    if as_json:
        result = _as_result(engine, stock, client)
        output.print_result(
            make_result("inventory", client=client.id, findings=findings, result=result)
        )
    else:
        _print(engine, stock)
        output.print_findings(findings)
    raise click.exceptions.Exit(exit_code(findings))


def _with_devices(engine: Engine, client: Client, devices: tuple[str, ...]) -> Client:
    check_devices(devices, engine.catalogue)
    every = dict.fromkeys((*client.sender.devices, *map(DeviceId, devices)))
    return replace(client, sender=replace(client.sender, devices=tuple(every)))


def _findings(
    engine: Engine, client: Client, stock: Inventory, read: ImportedSenders | None
) -> tuple[Any, ...]:
    if read:
        return read.findings
    if stock.devices or stock.senders:
        return ()
    return (engine.catalogue.finding("inventory.empty", subject=client.name),)


def _as_result(engine: Engine, stock: Inventory, client: Client) -> dict[str, Any]:
    today = datetime.now(UTC).date()

    def item(judged: JudgedDevice) -> dict[str, Any]:
        checked = judged.checked or output.remark(judged.remark).checked
        return {
            **output.as_document(judged),
            "path": stock.path_of(judged.name),
            "older_than_a_year": is_stale(checked, today),
        }

    return {
        "devices": [item(judged) for judged in stock.devices],
        "senders": [item(judged) for judged in stock.senders],
        "groups": output.as_document(stock.groups),
        "left_out": client.left_out,
        "reported_at": client.reported_at,
    }


def _print(engine: Engine, stock: Inventory) -> None:
    notes = Footnotes()
    for judged in (*stock.devices, *stock.senders):
        remark = output.remark(judged.remark)
        text = output.visible(remark.text) + notes.mark(remark.sources, remark.checked)
        click.echo(f"{_VERDICTS[judged.verdict]:<15}{text}")
        if judged.told:
            told = output.visible(judged.told) + notes.mark(judged.sources, judged.checked)
            click.echo(f"{'':<15}{told}")
        path = stock.path_of(judged.name)
        if path:
            click.echo(f"{'':<15}Path: {engine.catalogue.paths[path].name}")
    for number, group in enumerate(stock.groups, start=1):
        best = group.advice.recommended
        name = engine.catalogue.paths[best.path].name if best else "no path fits"
        click.echo(f"group {number:<9}{name}: {output.visible(', '.join(group.names))}")
    notes.echo()
