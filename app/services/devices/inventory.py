"""Takes stock of everything that sends for a client; reads the admin center's own list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from app.catalogue import Catalogue
from app.catalogue.advice import advice_facts, device_ability
from app.domain.errors import InputError
from app.domain.finding import Finding
from app.domain.organisation.client import Client
from app.domain.organisation.sender_list import (
    ListedSender,
    SenderList,
    SenderListColumns,
    parse_sender_list,
)
from app.domain.paths.inventory import DeviceVerdict, Inventory, take_stock, verdict_on_sender
from app.services.passed_files import read_passed

SENDER_LIST = "smtp_auth_clients"
MOST_BYTES = 64 * 1024 * 1024
"""Some hundred thousand senders have ten to twenty."""
MOST_KEPT = 2000
"""Senders that a client file keeps; it stays small enough to be read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedSenders:
    """A sender list that was read, and the client that remembers it; nothing is saved yet."""

    client: Client
    listed: SenderList
    findings: tuple[Finding, ...]


def inventory_of(
    client: Client,
    catalogue: Catalogue,
    *,
    reported: tuple[ListedSender, ...] | None = None,
) -> Inventory:
    """Judge the client's devices and senders; `reported` stands for those that it remembers.

    Who was left out needs neither verdict nor path.
    """
    known = catalogue.devices
    abilities = tuple(device_ability(known[id_]) for id_ in client.sender.devices if id_ in known)
    senders = client.reported if reported is None else reported
    kept = tuple(one for one in senders if one.address not in client.left_out)
    return take_stock(client, abilities, kept, advice_facts(catalogue))


def leave_out(
    client: Client, addresses: Iterable[str] = (), *, take_in: Iterable[str] = ()
) -> Client:
    """Give senders of the list no path, or give it back; raises InputError for another one."""
    known = {one.address for one in client.reported}
    out, back = tuple(map(str.casefold, addresses)), tuple(map(str.casefold, take_in))
    for address in (*out, *back):
        if address not in known:
            raise InputError("input.sender.unknown", values={"address": address[:60]})
    left = (*(one for one in client.left_out if one not in back), *out)
    return replace(client, left_out=tuple(dict.fromkeys(left)))


def import_sender_list(client: Client, path: Path, catalogue: Catalogue) -> ImportedSenders:
    """Read a sender list from a file; raises InputError when it is none."""
    return read_sender_list(client, read_passed(path, MOST_BYTES), path.name, catalogue)


def read_sender_list(
    client: Client, content: bytes, name: str, catalogue: Catalogue
) -> ImportedSenders:
    """Read a sender list's bytes; `name` is what findings call it. Raises InputError."""
    listed = parse_sender_list(content, sender_list_columns(catalogue))
    remembered = replace(client, reported=listed.senders[:MOST_KEPT], reported_at=datetime.now(UTC))
    return ImportedSenders(
        client=remembered,
        listed=listed,
        findings=(
            *_tell(listed, name, catalogue),
            *_compare(client, listed, name, catalogue),
        ),
    )


def sender_list_columns(catalogue: Catalogue) -> SenderListColumns:
    """What the list's columns are called."""
    facts = catalogue.sender_lists[SENDER_LIST]
    return SenderListColumns(
        sender=facts.sender,
        protocol=facts.protocol,
        messages=facts.messages,
        basic=facts.basic,
        oauth=facts.oauth,
    )


def _tell(listed: SenderList, name: str, catalogue: Catalogue) -> Iterator[Finding]:
    def say(code: str, count: int, evidence: str = "") -> Finding:
        values = {"count": f"{count:,}"}
        return catalogue.finding(code, subject=name, evidence=evidence, values=values)

    yield say("inventory.report.read", len(listed.senders))
    if listed.faults:
        lines = ", ".join(str(fault.line) for fault in listed.faults[:20])
        yield say("inventory.row.unusable", len(listed.faults), f"Lines {lines}")
    if not listed.has_protocol:
        yield say("inventory.protocol.missing", len(listed.senders))
    for code, verdict in (
        ("inventory.senders.end", DeviceVerdict.ENDS),
        ("inventory.senders.old_tls", DeviceVerdict.TOO_OLD),
    ):
        concerned = [one.address for one in listed.senders if verdict_on_sender(one) is verdict]
        if concerned:
            yield say(code, len(concerned), "\n".join(concerned[:50]))
    if len(listed.senders) > MOST_KEPT:
        yield say("inventory.senders.fewer_kept", MOST_KEPT)


def _compare(
    client: Client, listed: SenderList, name: str, catalogue: Catalogue
) -> Iterator[Finding]:
    """Say how far the way from passwords has come since the list that was read before."""
    if client.reported_at is None:
        return
    before, after = _with_password(client.reported), _with_password(listed.senders)
    values = {
        "before": str(len(before)),
        "after": str(len(after)),
        "new": str(len(after - before)),
        "gone": str(len(before - after)),
        "date": client.reported_at.date().isoformat(),
    }
    yield catalogue.finding(
        "inventory.senders.compared",
        subject=name,
        evidence="\n".join(sorted(after - before)[:50]),
        values=values,
    )


def _with_password(senders: tuple[ListedSender, ...]) -> set[str]:
    return {one.address for one in senders if verdict_on_sender(one) is DeviceVerdict.ENDS}
