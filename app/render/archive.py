"""Hands files over: into a ZIP that is the same for the same files, or into a folder."""

from __future__ import annotations

import filecmp
import io
import os
import re
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from app.domain.errors import AppError
from app.files import put_in_first_free, put_in_place, sweep, written_beside
from app.render.context import RenderedFile
from app.render.quoting import QuotingError, plain

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""A ZIP file knows no earlier day."""
_UNIX = 3
"""The system of origin whose files have modes (APPNOTE 4.4.2)."""
_REGULAR = 0o100000
"""`S_IFREG`."""
_DEVICE_NAMES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_BAD_IN_WINDOWS = re.compile(r'[<>:"|?*\\]')


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A file that is on the disk now, and where the one that was there before has gone."""

    path: Path
    backup: Path | None = None
    unchanged: bool = False
    """The same bytes were there already; nothing was written."""


def build_zip(files: Iterable[RenderedFile]) -> bytes:
    """Pack files so that the same files give the same bytes; modes are kept."""
    ordered = sorted(files, key=lambda file: file.path)
    _check_names(ordered)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in ordered:
            entry = zipfile.ZipInfo(file.path, date_time=_EARLIEST)
            entry.create_system = _UNIX
            entry.external_attr = (_REGULAR | file.mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.content)
    return out.getvalue()


def write_files(files: Iterable[RenderedFile], folder: Path) -> tuple[WrittenFile, ...]:
    """Write each file whole or not at all; one that was there is kept as `name.bak`, `.bak2`, …

    Raises AppError, naming the file, when the disk refuses; files before it stay written.
    """
    listed = tuple(files)
    _check_names(listed)
    sweep(folder)
    return tuple(write_one(file, folder) for file in listed)


def write_one(file: RenderedFile, folder: Path) -> WrittenFile:
    """Write one file as `write_files` does."""
    return write_made(file.path, folder, lambda out: out.write(file.content), mode=file.mode)


def write_made(
    name: str, folder: Path, make: Callable[[BinaryIO], object], *, mode: int = 0o644
) -> WrittenFile:
    """Write what `make` writes, which need never be in memory as a whole."""
    _check_name(name)
    path = folder / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.parent.resolve().is_relative_to(folder.resolve()):
            raise _refuse_name(name, ".link")
        return _write(path, make, mode)
    except OSError as exc:
        values = {"reason": exc.strerror or str(exc), "path": str(path)}
        raise AppError("export.not_written", values=values, evidence=str(exc)) from exc


def _write(path: Path, make: Callable[[BinaryIO], object], mode: int) -> WrittenFile:
    with written_beside(path, make, mode=mode) as temporary:
        if path.is_file() and filecmp.cmp(path, temporary, shallow=False):
            path.chmod(mode)
            return WrittenFile(path=path, unchanged=True)
        backup = _keep_aside(path)
        put_in_place(temporary, path)
    return WrittenFile(path=path, backup=backup)


def _keep_aside(path: Path) -> Path | None:
    """Copy the earlier file to the first free name, so that none is ever lost."""
    if not path.exists() and not path.is_symlink():
        return None
    names = (
        path.with_name(f"{path.name}.bak{'' if number == 1 else number}") for number in count(1)
    )
    with path.open("rb") as earlier:
        mode = stat.S_IMODE(os.fstat(earlier.fileno()).st_mode)
        with written_beside(path, lambda out: shutil.copyfileobj(earlier, out), mode=mode) as copy:
            return put_in_first_free(copy, names)


def _check_names(files: Iterable[RenderedFile]) -> None:
    seen: set[str] = set()
    for file in files:
        _check_name(file.path)
        folded = file.path.casefold()
        if folded in seen:
            raise _refuse_name(file.path, ".twice")
        seen.add(folded)


def _check_name(name: str) -> None:
    try:
        plain(name)
    except QuotingError as exc:
        raise _refuse_name(name, ".control_character") from exc
    parts = name.split("/")
    if not name or PurePosixPath(name).is_absolute() or ".." in parts or "" in parts:
        raise _refuse_name(name)
    for part in parts:
        if (
            _BAD_IN_WINDOWS.search(part)
            or _DEVICE_NAMES.match(part)
            or part != part.rstrip(" .").lstrip(" ")
        ):
            raise _refuse_name(name, ".windows")
        if len(part.encode()) > 200:
            raise _refuse_name(name[:80], ".too_long")


def _refuse_name(name: str, fault: str = "") -> AppError:
    return AppError(f"export.unsafe_name{fault}", values={"name": repr(name)}, evidence=name)
