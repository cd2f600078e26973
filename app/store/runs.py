"""Keeps the last runs of checks of each client, so that the next one can say what changed."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.catalogue import installed_catalogue
from app.domain.check import CheckRun
from app.domain.finding import Finding
from app.domain.organisation.client import ClientId
from app.files import read_bounded, write_whole
from app.store.legacy import lift_run
from app.store.removed import FOLDER, Removed, empty

MOST = 20
"""Chosen: with a run a day it reaches back over the last weeks."""
MAX_BYTES = 4 * 1024 * 1024
"""A run with all its transcripts has some ten thousand."""
_OURS = re.compile(r"\d{8}T\d{12}Z\.json")
"""What `keep` writes; what else lies there is nobody's to count or to remove by age."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRuns:
    """The runs of a client, oldest first, and what is wrong with the files that are none."""

    runs: tuple[CheckRun, ...]
    unread: tuple[Finding, ...] = ()


class RunStore:
    """One file a run, named by when it began."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def kept(self, client_id: ClientId) -> KeptRuns:
        """Read the kept runs; one that cannot be read hides no other, and is told."""
        runs, unread = [], []
        for path in self._files(client_id):
            try:
                runs.append(_decode(read_bounded(path, MAX_BYTES)))
            except (OSError, ValueError, RecursionError) as exc:
                unread.append(
                    installed_catalogue().finding(
                        "store.run.unreadable",
                        subject=client_id,
                        evidence=str(exc)[:300],
                        values={"file": path.name, "folder": str(path.parent)},
                    )
                )
        return KeptRuns(runs=tuple(runs), unread=tuple(unread))

    def keep(self, client_id: ClientId, run: CheckRun) -> None:
        """Write a run and drop those that are too many; raises OSError when it cannot."""
        folder = self._folder / client_id
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{run.started:%Y%m%dT%H%M%S%fZ}.json"
        write_whole(folder / name, msgspec.json.encode(run))
        ours = [path for path in self._files(client_id) if _OURS.fullmatch(path.name)]
        for path in ours[:-MOST]:
            path.unlink(missing_ok=True)

    def set_aside(self, removed: Removed) -> None:
        """Put the runs of a removed client into the bin."""
        in_bin = self._folder / FOLDER
        empty(in_bin, removed.at)
        with contextlib.suppress(FileNotFoundError):
            in_bin.mkdir(parents=True, exist_ok=True)
            (self._folder / removed.id).replace(in_bin / removed.name)

    def restore(self, removed: Removed, client_id: ClientId) -> None:
        """Bring the runs of a removed client out of the bin, for the id that it has now."""
        with contextlib.suppress(FileNotFoundError):
            (self._folder / FOLDER / removed.name).replace(self._folder / client_id)

    def _files(self, client_id: ClientId) -> list[Path]:
        return sorted(path for path in (self._folder / client_id).glob("*.json") if path.is_file())


def _decode(content: bytes) -> CheckRun:
    """Read a run; raises ValueError for what is none."""
    document = msgspec.json.decode(content)
    if isinstance(document, dict):
        lift_run(document)
    return msgspec.convert(document, CheckRun)
