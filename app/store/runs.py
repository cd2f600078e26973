"""Keeps the last runs of checks of each client, so that the next one can say what changed."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from app.domain.check import CheckRun
from app.domain.organisation.client import ClientId
from app.store.atomic import write_whole

MOST = 20


class RunStore:
    """One file a run, named by when it began; a file that cannot be read counts as not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def kept(self, client_id: ClientId) -> tuple[CheckRun, ...]:
        """Read the kept runs, oldest first."""
        runs = []
        for path in self._files(client_id):
            with contextlib.suppress(OSError, msgspec.DecodeError):
                runs.append(msgspec.json.decode(path.read_bytes(), type=CheckRun))
        return tuple(runs)

    def keep(self, client_id: ClientId, run: CheckRun) -> None:
        """Write a run and drop those that are too many; raises OSError when it cannot."""
        folder = self._folder / client_id
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{run.started:%Y%m%dT%H%M%S%fZ}.json"
        write_whole(folder / name, msgspec.json.encode(run))
        for path in self._files(client_id)[:-MOST]:
            path.unlink(missing_ok=True)

    def remove(self, client_id: ClientId) -> None:
        """Forget all runs of a client."""
        for path in self._files(client_id):
            path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            (self._folder / client_id).rmdir()

    def _files(self, client_id: ClientId) -> list[Path]:
        return sorted((self._folder / client_id).glob("*.json"))
