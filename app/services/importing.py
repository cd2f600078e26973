"""Takes clients up from files: plans, client files and lists; what a file says is not trusted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.blocking import run_blocking
from app.domain.errors import AppError, InputError
from app.domain.finding import Finding
from app.domain.handover.opened_plan import brought_by, with_plain_words
from app.domain.organisation import gains
from app.domain.organisation.change import Did
from app.domain.organisation.client import Client, ClientId
from app.domain.organisation.client_list import ClientList, ClientRow, parse_client_list
from app.domain.organisation.plan_file import names_plan
from app.domain.organisation.unconfirmed import mark_as_brought
from app.services.answers import judge_answers
from app.services.checking.rechecking import AT_ONCE
from app.services.clouds import CloudShelf
from app.services.detecting import detect_client
from app.services.passed_files import read_passed
from app.services.plans import own_id, take_plan
from app.store.clients import ClientStore, Listing
from app.store.unreadable import find_unreadable

if TYPE_CHECKING:
    from app.services.signing_in.signing import Signing

_MOST_BYTES = 20_000_000
_CLIENT_FILE = ".toml"


class Became(StrEnum):
    """What became of a plan, or of a row of a list."""

    MADE = "made"
    THERE = "there"
    """A client of this computer is the same, or has its domain."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """One plan, or one row."""

    file: str
    line: int = 0
    """0 where the file is one client."""
    column: str = ""
    became: Became
    client: Client | None = None
    """The one that was made, or that was there."""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """What became of all files."""

    items: tuple[Imported, ...]
    notes: tuple[Finding, ...] = ()
    """About files as a whole."""
    is_read: bool = True
    """At least one file could be read."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is to be said, in the order of the files."""
        return (*self.notes, *(finding for item in self.items for finding in item.findings))


@dataclass(slots=True)
class Importer:
    """Takes files up as one import, which can be taken back as one."""

    clouds: CloudShelf
    signing: Signing
    clients: ClientStore
    takes_another: bool = False
    """A second client of a domain is made, and not refused as being there."""
    _at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _notes: list[Finding] = field(default_factory=list)
    _known: Listing | None = None

    async def take(self, paths: Iterable[Path]) -> ImportRun:
        """Take up every file; one that cannot be read stops no other."""
        items: list[Imported] = []
        is_read = False
        for path in paths:
            try:
                is_plan = names_plan(path.name) or path.suffix.casefold() == _CLIENT_FILE
                items += [await self._take_plan(path)] if is_plan else await self._take_list(path)
                is_read = True
            except AppError as exc:
                items.append(_refused(path.name, exc))
        return ImportRun(items=tuple(items), notes=tuple(self._notes), is_read=is_read)

    async def look_up(self, run: ImportRun) -> ImportRun:
        """Add what is found of the domains of new clients; what cannot be found stops nothing."""
        slots = asyncio.Semaphore(AT_ONCE)

        async def one(item: Imported) -> Imported:
            if item.client is None or item.became is not Became.MADE:
                return item
            async with slots:
                return await self._look_up_one(item, item.client)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(item)) for item in run.items]
        return replace(run, items=tuple(task.result() for task in tasks))

    async def _look_up_one(self, item: Imported, client: Client) -> Imported:
        try:
            detection = await detect_client(client, self.clouds)
            note = partial(gains.found, detection=detection)
            found = await run_blocking(lambda: self.clients.update(client.id, note))
        except AppError as exc:
            return replace(item, findings=(*item.findings, exc.as_finding(client.id)))
        return replace(item, client=found)

    async def _list(self) -> Listing:
        """List once: what comes to it comes by us."""
        if self._known is None:
            self._known = await run_blocking(self.clients.list)
        return self._known

    def _add(self, client: Client) -> Client:
        added = self.clients.add(client, did=Did.IMPORT, at=self._at)
        if self._known is not None:
            self._known = replace(self._known, clients=(*self._known.clients, added))
        return added

    async def _take_plan(self, path: Path) -> Imported:
        read = await run_blocking(lambda: self.clients.read_file(path))
        known = (await self._list()).clients
        taken = await take_plan(read, known, self.clouds, self.signing, self.clients, self._add)
        became = Became.MADE if taken.is_new else Became.THERE
        told = taken.findings or (self._tell_there(taken.client, str(path.name)),)
        return Imported(file=path.name, became=became, client=taken.client, findings=told)

    async def _take_list(self, path: Path) -> list[Imported]:
        content = await run_blocking(lambda: read_passed(path, _MOST_BYTES))
        listed = await run_blocking(lambda: parse_client_list(content))
        items = [await self._take_row(path.name, row) for row in listed.rows]
        self._notes += self._tell_list(path.name, listed, items)
        return items

    async def _take_row(self, file: str, row: ClientRow) -> Imported:
        if row.draft is None:
            return _refused(file, row.fault, row)
        cloud, cloud_file = self.clouds.of_new_client()
        drafted = row.draft.to_client(ClientId("new"), cloud=cloud, cloud_file=cloud_file)
        there = self._find(drafted, await self._list())
        if isinstance(there, AppError):
            return _refused(file, there, row)
        if there is not None:
            told = (self._tell_there(there, f"{file}:{row.line}"),)
            return Imported(
                file=file, line=row.line, became=Became.THERE, client=there, findings=told
            )
        client = with_plain_words(drafted)
        for name in sorted(row.given):
            try:
                client = judge_answers(client, self.clouds, {name})
            except InputError as exc:
                return _refused(file, exc, row, row.columns.get(name, ""))
        return await self._make(file, row, client)

    async def _make(self, file: str, row: ClientRow, client: Client) -> Imported:
        wished = replace(client, id=self.clients.unique_id(client.name))
        named = replace(client, id=await own_id(wished, self.signing, self.clients))
        brought = mark_as_brought(named)
        made = await run_blocking(lambda: self._add(brought))
        told = tuple(replace(one, subject=made.id) for one in brought_by(made))
        return Imported(file=file, line=row.line, became=Became.MADE, client=made, findings=told)

    def _find(self, drafted: Client, listing: Listing) -> Client | AppError | None:
        """Find who has the domain already, or whose file of that domain cannot be read."""
        unreadable = find_unreadable(listing.problems, str(drafted.domain))
        if unreadable is not None:
            return unreadable
        same = (one for one in listing.clients if one.domain == drafted.domain)
        return None if self.takes_another else next(same, None)

    def _tell_there(self, client: Client, subject: str) -> Finding:
        values = {"client": client.id, "domain": client.domain.display}
        return self.clouds.catalogue.finding("client.import.there", subject=subject, values=values)

    def _tell_list(
        self, name: str, listed: ClientList, items: Sequence[Imported]
    ) -> Iterator[Finding]:
        tell = self.clouds.catalogue.finding
        if any(item.became is Became.MADE for item in items):
            yield tell("client.import.compare", subject=name)
        if not items:
            yield tell("input.clients.no_rows", subject=name)
        if listed.is_guessed:
            yield tell("client.import.not_utf8", subject=name)
        for column in listed.unknown_columns:
            values = {"column": column}
            yield tell("client.import.column_unknown", subject=name, values=values)


def _refused(
    file: str, error: AppError | None, row: ClientRow | None = None, column: str = ""
) -> Imported:
    """Say where it stands, as compilers do: file, line, column."""
    line = row.line if row else 0
    column = column or (row.column if row else "")
    place = ":".join(filter(None, (file, str(line or ""), column)))
    finding = error.as_finding(place) if error else None
    told = {"file": file, "line": str(line or ""), "column": column}
    findings: tuple[Finding, ...] = ()
    if finding:  # a cell may hold a password: the place is told, and not the text
        evidence = "" if row else finding.evidence
        findings = (replace(finding, evidence=evidence, values={**told, **finding.values}),)
    return Imported(file=file, line=line, column=column, became=Became.REFUSED, findings=findings)
