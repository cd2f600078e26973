"""Reads a list of clients: a header row, a client a row; a bad row stops nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from app.domain.address import DomainName, EmailAddress
from app.domain.errors import InputError
from app.domain.organisation.client import (
    Audience,
    ClientId,
    CloudId,
    OAuthAbility,
    Purpose,
    SenderKind,
)
from app.domain.organisation.draft import Draft
from app.domain.path import SendingPath
from app.domain.table import TableRow, decode_table

_MOST_ROWS = 10_000
_LONGEST_CELL = 500
_WORKBOOK = b"PK\x03\x04"
_BETWEEN = re.compile(r"[\s,;|]+")
_HEADING = re.compile(r"[\w .()/'-]{1,40}")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "domain": (
        "domain name", "mail domain", "e mail domain", "email domain", "domäne", "maildomäne",
        "dominio", "domaine", "nom de domaine",
    ),
    "address": (
        "e mail", "email", "mail", "e mail address", "email address", "mail address", "from",
        "from address", "sender address", "absenderadresse", "e mail adresse", "mailadresse",
        "correo", "correo electrónico", "courriel", "adresse e mail",
    ),
    "name": (
        "client", "client name", "customer", "customer name", "company", "organisation",
        "organization", "office", "kunde", "kundenname", "firma", "mandant", "organisationsname",
        "cliente", "empresa", "organización", "nombre", "société", "entreprise", "nom",
    ),
    "path": ("sending path", "way", "weg", "versandweg", "camino", "vía", "chemin", "voie"),
    "kinds": (
        "sender", "senders", "sender kind", "kind", "kinds", "what sends", "absender", "art",
        "remitente", "expéditeur",
    ),
    "devices": ("device", "device id", "device ids", "gerät", "geräte", "appareil", "dispositivo"),
    "fixed_ips": (
        "relay ip", "relay ips", "ip", "ips", "ip address", "ip addresses", "public ip",
        "fixed ip", "ip adresse", "feste ip", "adresse ip", "dirección ip",
    ),
    "sign_in_as": ("sign in as", "login", "mailbox", "user", "postfach", "buzón", "boîte"),
    "application_id": ("application id", "application (client) id", "app id"),
    "enterprise_object_id": ("enterprise object id", "object id"),
    "certificate_name": ("certificate name", "certificate"),
    "recipients": ("to", "recipient", "test recipient", "test recipients", "empfänger"),
    "from_name": ("from name", "display name", "absendername"),
    "oauth": (),
    "audience": (),
    "purpose": (),
    "per_day": ("per day", "messages a day", "messages per day"),
    "per_minute": ("per minute", "busiest minute"),
    "recipients_per_message": ("recipients per message",),
    "licences": ("licenses", "lizenzen", "licencias"),
}  # fmt: skip
"""What a list can say, and what else people call it."""
_CHOICES: Mapping[str, type[StrEnum]] = {
    "path": SendingPath,
    "kinds": SenderKind,
    "oauth": OAuthAbility,
    "audience": Audience,
    "purpose": Purpose,
}
_MANY = frozenset({"kinds", "devices", "fixed_ips", "recipients"})
_NUMBERS = frozenset({"per_day", "per_minute", "recipients_per_message", "licences"})
_TRIAL = "contoso.com"
"""Stands for a domain while another cell is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRow:
    """One row, as far as it can be used."""

    line: int
    draft: Draft | None = None
    """None where it cannot; the fault says why."""
    given: frozenset[str] = frozenset()
    """What of the draft the row says."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """How the file calls what it says."""
    column: str = ""
    """In which column the fault is; empty where it is about the whole row."""
    fault: InputError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientList:
    """All rows of a list."""

    rows: tuple[ClientRow, ...]
    unknown_columns: tuple[str, ...] = ()
    is_guessed: bool = False
    """It is not UTF-8, and was read as Windows writes it in the west."""


def parse_client_list(content: bytes) -> ClientList:
    """Read a list; raises InputError where it has no header row that names a domain or address."""
    if content.startswith(_WORKBOOK):
        raise _refuse("workbook")
    table = decode_table(content)
    rows = table.rows()
    first = next(rows, None)
    if first is None or first.reason:
        raise _refuse("empty")
    header = _read_header(first.cells)
    names = dict(zip(header, first.cells, strict=True))
    return ClientList(
        rows=tuple(_read_rows(rows, header, names)),
        unknown_columns=tuple(
            _as_heading(cell)
            for cell, name in zip(first.cells, header, strict=True)
            if cell and name not in COLUMNS
        ),
        is_guessed=table.is_guessed,
    )


def _read_header(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Name each column as `COLUMNS` does, and one that is not known by its place."""
    known = {other: name for name, others in COLUMNS.items() for other in (name, *others)}
    folded = (" ".join(re.sub(r"[._\-]", " ", cell.casefold()).split()) for cell in cells)
    plain = {name.replace("_", " "): name for name in COLUMNS}
    header = tuple(
        plain.get(cell) or known.get(cell) or f"#{place}" for place, cell in enumerate(folded)
    )
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice:
        raise _refuse("column_twice", column=twice.replace("_", " "))
    if not {"domain", "address"} & set(header):
        raise _refuse("unreadable", header=", ".join(map(_as_heading, cells))[:200])
    return header


def _read_rows(
    rows: Iterator[TableRow], header: tuple[str, ...], names: Mapping[str, str]
) -> Iterator[ClientRow]:
    for count, row in enumerate(rows):
        if count == _MOST_ROWS:
            fault = _refuse("too_many", most=str(_MOST_ROWS))
            yield ClientRow(line=row.line, fault=fault)
            return
        yield _read_row(row, header, names)


def _read_row(row: TableRow, header: tuple[str, ...], names: Mapping[str, str]) -> ClientRow:
    if row.reason:
        return ClientRow(line=row.line, fault=_refuse("row_unreadable", reason=row.reason))
    if any(row.cells[len(header) :]):
        count = {"cells": str(len(row.cells)), "header": str(len(header))}
        return ClientRow(line=row.line, fault=_refuse("row_cells", **count))
    named = zip(header, row.cells, strict=False)
    cells = {name: cell for name, cell in named if cell and name in COLUMNS}
    values: dict[str, object] = {}
    for name, cell in cells.items():
        try:
            values[name] = _read_cell(name, " ".join(cell.split()))
        except InputError as exc:
            return ClientRow(line=row.line, column=names[name], fault=_without_text(exc))
    typed = values.pop("domain", None) or values.get("address")
    if typed is None:
        return ClientRow(line=row.line, fault=_refuse("row_no_domain"))
    values["from_address"] = values.pop("address", "")
    given = frozenset(name for name, value in values.items() if value)
    draft = msgspec.convert({"typed": typed, **values}, Draft)
    columns = {"from_address" if name == "address" else name: names[name] for name in cells}
    return ClientRow(line=row.line, draft=draft, given=given, columns=columns)


def _read_cell(name: str, text: str) -> object:
    """Read a cell as its option would be; raises InputError."""
    if len(text) > _LONGEST_CELL:
        raise _refuse("cell_too_long", length=str(len(text)), most=str(_LONGEST_CELL))
    if name == "domain":
        return str(DomainName.parse(text))
    if name == "address":
        return str(EmailAddress.parse(text))
    if name in _NUMBERS:
        return _read_number(text)
    if name in _CHOICES:
        parts = _BETWEEN.split(text) if name in _MANY else [text]
        chosen = tuple(_choose(_CHOICES[name], part) for part in parts if part)
        return chosen if name in _MANY else chosen[0]
    value: object = tuple(filter(None, _BETWEEN.split(text))) if name in _MANY else text
    trial = msgspec.convert({"typed": _TRIAL, name: value}, Draft)
    trial.to_client(ClientId("trial"), cloud=CloudId(""))
    return value


def _choose(kind: type[StrEnum], text: str) -> str:
    wanted = re.sub(r"[\s\-]+", "_", text.casefold())
    known = [str(member.value) for member in kind]
    if wanted not in known:
        raise _refuse("cell_choice", known=", ".join(known))
    return wanted


def _read_number(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise _refuse("cell_number")
    return int(text)


def _without_text(error: InputError) -> InputError:
    """Tell the place and not the text: what was typed may be a password in the wrong column."""
    return InputError(error.code, values=error.values)


def _as_heading(cell: str) -> str:
    """Show a cell where it looks like a heading; a row of values may hold a password."""
    return cell if _HEADING.fullmatch(cell) else "…"


def _refuse(fault: str, **values: str) -> InputError:
    columns = ", ".join(name.replace("_", " ") for name in COLUMNS)
    return InputError(f"input.clients.{fault}", values={"columns": columns, **values})
