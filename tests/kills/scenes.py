"""Writers of files that must last, each with what lies there before and what must be true after."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.address import DomainName
from app.domain.check import CheckRun
from app.domain.organisation.change import Did
from app.domain.organisation.client import Client, ClientId
from app.files import sweep
from app.render.archive import write_files
from app.render.context import RenderedFile
from app.store.client_document import from_bytes
from app.store.clients import ClientStore
from app.store.runs import RunStore

OLD = Client(id=ClientId("contoso"), name="Old", domain=DomainName.parse("contoso.com"))
NEW = replace(OLD, name="New")
DAY = datetime(2026, 1, 1, tzinfo=UTC)
OLD_BYTES, NEW_BYTES = b"old\n" * 1000, b"new\n" * 1000
_HOURS_AGO_S = 7200


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that is written, and how."""

    name: str
    prepare: Callable[[Path], object]
    write: Callable[[Path], object]
    lost: Callable[[Path], str]
    """What is wrong afterwards; empty where nothing is."""


def _clients(folder: Path) -> ClientStore:
    return ClientStore(folder / "clients", deadline_s=2.0)


def _runs(folder: Path) -> RunStore:
    return RunStore(folder / "runs")


def _run(day: int) -> CheckRun:
    return CheckRun(started=DAY + timedelta(days=day), elapsed_s=1.0, finished=())


def _with_old(folder: Path) -> None:
    """Two versions, so that there is one before."""
    _clients(folder).save(replace(OLD, name="Older"))
    _clients(folder).save(OLD)


def _lost_client(folder: Path) -> str:
    listing = _clients(folder).list()
    if listing.problems:
        return f"cannot be read: {[one.code for one in listing.problems]}"
    in_bin = len(_clients(folder).removed())
    if not listing.clients and not in_bin:
        return "the client is neither there nor in the bin"
    strange = [one.name for one in listing.clients if one.name not in ("Old", "New", "Added")]
    return f"strange: {strange}" if strange else _lost_previous(folder)


def _lost_previous(folder: Path) -> str:
    """The version before is whole, private, and no newer than what it is beside."""
    for path in (folder / "clients").glob("*.previous"):
        try:
            name = from_bytes(path.read_bytes()).name
        except ValueError as exc:
            return f"the version before is damaged: {exc}"
        if path.stat().st_mode & 0o077:
            return "the version before can be read by others"
        if name not in ("Older", "Old"):
            return f"the version before is {name}"
    return ""


def _lost_added(folder: Path) -> str:
    names = [one.name for one in _clients(folder).list().clients]
    return _lost_client(folder) if "Old" in names else "the client that was there is gone"


def _lost_run(folder: Path) -> str:
    kept = _runs(folder).kept(OLD.id)
    if kept.unread:
        return "a run cannot be read"
    days = {(run.started - DAY).days for run in kept.runs}
    return "" if days in ({0, 1}, {0, 1, 2}) else f"runs of days {sorted(days)}"


def _lost_export(folder: Path) -> str:
    now = (folder / "out" / "main.cf").read_bytes()
    if now == OLD_BYTES:
        return ""
    if now != NEW_BYTES:
        return "half of a file"
    backups = [path.read_bytes() for path in (folder / "out").glob("main.cf.bak*")]
    return "" if OLD_BYTES in backups else "the file that was there is gone"


def _export(folder: Path, content: bytes) -> None:
    write_files((RenderedFile(path="main.cf", content=content),), folder / "out")


def _remove_then(folder: Path) -> None:
    _with_old(folder)
    _clients(folder).remove(OLD.id)


def _restore(folder: Path) -> None:
    store = _clients(folder)
    store.restore(store.removed()[0])


def _keep_two(folder: Path) -> None:
    for day in (0, 1):
        _runs(folder).keep(OLD.id, _run(day))


SCENES = {
    scene.name: scene
    for scene in (
        Scene("save", _with_old, lambda f: _clients(f).save(NEW, base=OLD), _lost_client),
        Scene(
            "update",
            _with_old,
            lambda f: _clients(f).update(
                OLD.id, lambda now: replace(now, name="New"), did=Did.RENAME
            ),
            _lost_client,
        ),
        Scene("add", _with_old, lambda f: _clients(f).add(replace(OLD, name="Added")), _lost_added),
        Scene("remove", _with_old, lambda f: _clients(f).remove(OLD.id), _lost_client),
        Scene("restore", _remove_then, _restore, _lost_client),
        Scene("run", _keep_two, lambda f: _runs(f).keep(OLD.id, _run(2)), _lost_run),
        Scene(
            "export",
            lambda f: _export(f, OLD_BYTES),
            lambda f: _export(f, NEW_BYTES),
            _lost_export,
        ),
    )
}


def is_lost(scene: Scene, folder: Path) -> str:
    """Say what a kill has lost, now and after the next that writes there; empty for nothing."""
    if told := scene.lost(folder):
        return told
    long_ago = time.time() - _HOURS_AGO_S
    for path in folder.rglob(".sendwright-*.tmp"):
        os.utime(path, (long_ago, long_ago))
        sweep(path.parent)
    if left := list(folder.rglob(".sendwright-*.tmp")):
        return f"left behind: {[path.name for path in left]}"
    store = _clients(folder)
    if store.has(OLD.id):
        store.update(OLD.id, lambda now: replace(now, cloud_file="/after"))
    return ""
