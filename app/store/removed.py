"""The bin: what was removed lies there for some time and can be put back."""

from __future__ import annotations

import contextlib
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.organisation.client import ClientId

KEPT_FOR = timedelta(days=30)
FOLDER = ".removed"
_STAMP = "%Y%m%dT%H%M%S%f"
_NAME = re.compile(r"(?P<id>[a-z0-9-]+)@(?P<stamp>\d{8}T\d{12})(?:\.toml)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A client in the bin."""

    id: ClientId
    at: datetime
    """Aware, UTC."""

    @property
    def name(self) -> str:
        """What its files are called there."""
        return f"{self.id}@{self.at:{_STAMP}}"

    @property
    def until(self) -> datetime:
        """When it goes for good."""
        return self.at + KEPT_FOR


def read_name(name: str) -> Removed | None:
    """Say whose file it is; None where it is nobody's."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    try:
        at = datetime.strptime(match["stamp"], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Removed(id=ClientId(match["id"]), at=at)


def empty(folder: Path, now: datetime) -> None:
    """Delete for good what has lain in a bin long enough."""
    for path in folder.glob("*@*"):
        removed = read_name(path.name)
        if removed is None or removed.until > now:
            continue
        with contextlib.suppress(OSError):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
