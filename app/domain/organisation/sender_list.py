"""Reads the list of who sends by SMTP AUTH, as an admin center exports it in any language."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.errors import InputError

_MOST_BYTES = 20_000_000
"""Chosen, as the next: some 50,000 rows of 400 bytes, more mailboxes than a list of them
shows."""
_MOST_ROWS = 50_000
_ADDRESS = re.compile(r"[^\s@,;<>\"]{1,64}@[^\s@,;<>\"]{1,255}\Z")
_TLS = re.compile(r"tls\D{0,3}(1[.,_]?\d)")
_OLD = ("1.0", "1.1")


class AuthProtocol(StrEnum):
    """How a sender signs in, as the list says."""

    BASIC = "basic"
    OAUTH = "oauth"
    BOTH = "both"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSender:
    """One mailbox that sent by SMTP AUTH."""

    address: str
    protocol: AuthProtocol = AuthProtocol.UNTOLD
    old_tls: bool | None = None
    """Some of its connections spoke TLS 1.0 or 1.1; None where the list does not say."""
    messages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderListColumns:
    """What the columns are called, lower case; where a language is missing, cells decide."""

    sender: tuple[str, ...]
    protocol: tuple[str, ...]
    messages: tuple[str, ...]
    basic: tuple[str, ...]
    """Beginnings of the protocol's values."""
    oauth: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """A row that has no address in it, by its line in the file."""

    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderList:
    """All senders of a list, each once, the busiest first."""

    senders: tuple[ListedSender, ...]
    faults: tuple[RowFault, ...] = ()
    has_protocol: bool = False
    has_tls: bool = False


def parse_sender_list(content: bytes, columns: SenderListColumns) -> SenderList:
    """Read UTF-8, UTF-16 or Windows text with any delimiter; raises InputError for another file."""
    rows = list(_rows(_decode(content)))
    if not rows:
        raise InputError("input.auth_report.empty")
    header = [" ".join(cell.casefold().split()) for cell in rows[0][1]]
    body = rows[1:]
    sender = _find(header, columns.sender, default=_column_of_addresses(body))
    if sender is None:
        first = ", ".join(rows[0][1])[:200]
        raise InputError("input.auth_report.another", values={"header": first})
    protocol = _find(header, columns.protocol, default=_column_of_protocols(body, columns))
    tls = {index: found for index, name in enumerate(header) if (found := _tls_version(name))}
    places = _Places(
        sender=sender,
        protocol=protocol,
        tls=tls,
        messages=_find(
            header, columns.messages, default=_last_count(body, {sender, protocol, *tls})
        ),
    )
    return _collect(body, places, columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """In which column is what."""

    sender: int
    protocol: int | None
    tls: Mapping[int, str]
    messages: int | None


def _collect(
    body: Sequence[tuple[int, list[str]]], places: _Places, columns: SenderListColumns
) -> SenderList:
    senders: dict[str, ListedSender] = {}
    faults: list[RowFault] = []
    for line, cells in body:
        address = _cell(cells, places.sender).casefold()
        if not _ADDRESS.match(address):
            faults.append(RowFault(line=line))
            continue
        found = _read_row(address, cells, places, columns)
        earlier = senders.get(address)
        senders[address] = _merge(earlier, found) if earlier else found
    if not senders:
        raise InputError("input.auth_report.no_sender")
    ordered = sorted(senders.values(), key=lambda one: (-(one.messages or 0), one.address))
    return SenderList(
        senders=tuple(ordered),
        faults=tuple(faults),
        has_protocol=any(one.protocol is not AuthProtocol.UNTOLD for one in ordered),
        has_tls=bool(places.tls),
    )


def _read_row(
    address: str, cells: list[str], places: _Places, columns: SenderListColumns
) -> ListedSender:
    shares = {version: read_number(_cell(cells, at)) for at, version in places.tls.items()}
    told = [share for share in shares.values() if share is not None]
    return ListedSender(
        address=address,
        protocol=_read_protocol(_cell(cells, places.protocol), columns),
        old_tls=any(shares.get(version) for version in _OLD) if told else None,
        messages=_read_count(_cell(cells, places.messages)),
    )


def _merge(one: ListedSender, other: ListedSender) -> ListedSender:
    """Join two rows of one mailbox: it signs in both ways, or on several days."""
    known = {one.protocol, other.protocol} - {AuthProtocol.UNTOLD}
    protocol = known.pop() if len(known) == 1 else AuthProtocol.BOTH if known else one.protocol
    old = [row.old_tls for row in (one, other) if row.old_tls is not None]
    counts = [row.messages for row in (one, other) if row.messages is not None]
    return replace(
        one,
        protocol=protocol,
        old_tls=any(old) if old else None,
        messages=sum(counts) if counts else None,
    )


def _decode(content: bytes) -> str:
    if len(content) > _MOST_BYTES:
        raise InputError("input.auth_report.too_long")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:200]:
        quiet = "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"
        return content.decode(quiet, errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = text.lstrip("\ufeff").splitlines(keepends=True)
    if lines and lines[0].casefold().startswith(("sep=", "#type")):
        lines = lines[1:]
    header = next((line for line in lines if line.strip()), "")
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=_delimiter(header))
    try:
        for cells in reader:
            if reader.line_num > _MOST_ROWS:
                return
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as exc:
        values = {"line": str(reader.line_num), "reason": str(exc)}
        raise InputError("input.auth_report.unreadable", values=values) from exc


def _delimiter(header: str) -> str:
    return max(",;\t|", key=header.count)


def _find(header: list[str], names: tuple[str, ...], *, default: int | None) -> int | None:
    for index, cell in enumerate(header):
        if cell in names:
            return index
    return default


def _column_of_addresses(body: Sequence[tuple[int, list[str]]]) -> int | None:
    """The column in which most cells are addresses, whatever its name."""
    counts: dict[int, int] = {}
    for _, cells in body[:200]:
        for index, cell in enumerate(cells):
            if _ADDRESS.match(cell.strip()):
                counts[index] = counts.get(index, 0) + 1
    return max(counts, key=lambda index: counts[index]) if counts else None


def _column_of_protocols(
    body: Sequence[tuple[int, list[str]]], columns: SenderListColumns
) -> int | None:
    for _, cells in body[:200]:
        for index, cell in enumerate(cells):
            if _read_protocol(cell, columns) is not AuthProtocol.UNTOLD:
                return index
    return None


def _last_count(body: Sequence[tuple[int, list[str]]], taken: set[int | None]) -> int | None:
    """The last column that holds whole numbers only; that is where the list counts."""
    width = max((len(cells) for _, cells in body), default=0)
    for index in reversed(range(width)):
        cells = [_cell(row, index) for _, row in body[:200]]
        if (
            index not in taken
            and any(cells)
            and all(_read_count(cell) is not None for cell in cells)
        ):
            return index
    return None


def _tls_version(header: str) -> str:
    found = _TLS.search(header)
    return found[1].replace(",", ".").replace("_", ".") if found else ""


def _cell(cells: list[str], index: int | None) -> str:
    return cells[index].strip() if index is not None and index < len(cells) else ""


def _read_protocol(cell: str, columns: SenderListColumns) -> AuthProtocol:
    text = cell.strip().casefold()
    if "@" in text or not text:
        return AuthProtocol.UNTOLD
    basic = any(word in text for word in columns.basic)
    oauth = any(word in text for word in columns.oauth)
    if basic and oauth:
        return AuthProtocol.BOTH
    return AuthProtocol.BASIC if basic else AuthProtocol.OAUTH if oauth else AuthProtocol.UNTOLD


def read_number(cell: str) -> float | None:
    """Read a share or a count as any country writes it: `12,5 %`, `1.234`, `100.00%`, `1 234`."""
    text = re.sub(r"[\s\u00a0\u202f'’%]", "", cell)
    if not re.fullmatch(r"\d+([.,]\d+)*", text):
        return None
    groups = re.split(r"[.,]", text)
    if len(groups) == 1:
        return float(groups[0])
    is_thousands = len(groups[-1]) == 3 and groups[0] != "0" and len(groups[0]) <= 3
    if is_thousands and all(len(part) == 3 for part in groups[1:]):
        return float("".join(groups))
    return float(f"{''.join(groups[:-1])}.{groups[-1]}")


def _read_count(cell: str) -> int | None:
    number = None if "%" in cell else read_number(cell)
    return int(number) if number is not None and number == int(number) else None
