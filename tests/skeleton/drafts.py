"""What a helper is about to write: all of it or nothing, and never over something else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

MARK = "FILL_IN"
"""Stands wherever only the author knows what belongs there; tests refuse it."""
_SHAPES = Path(__file__).with_name("shapes")
_WALKED = ("app", "resources", "tests")
_READ = {".py", ".toml", ".j2", ".txt", ".md", ".tsv"}


class RefusedError(Exception):
    """What was asked for cannot be written; the words say why and what could be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One file, new or longer by what is added at its end."""

    path: Path
    added: str
    before: str | None = None
    """What the file holds now; None: there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a helper writes, and what is left to the author, a line each."""

    drafts: tuple[Draft, ...]
    then: tuple[str, ...]


def shape(name: str, /, **values: str) -> str:
    """Fill one of the shapes that stand beside this file."""
    return Template((_SHAPES / f"{name}.txt").read_text("utf-8")).substitute(values)


def new_file(path: Path, text: str) -> Draft:
    """Plan a file that must not be there yet."""
    if path.exists() or path.is_symlink():
        raise RefusedError(f"{path} exists; nothing is ever written over it")
    return Draft(path=path, added=text)


def longer_file(path: Path, text: str) -> Draft:
    """Plan an entry at the end of a file, or a file of it alone."""
    if not path.exists():
        return new_file(path, text)
    before = path.read_text("utf-8")
    return Draft(path=path, added=("\n" if before.endswith("\n") else "\n\n") + text, before=before)


def write_all(drafts: Iterable[Draft]) -> None:
    """Write everything; where that fails, leave the tree as it was."""
    with contextlib.ExitStack() as undo:
        for draft in drafts:
            _make_folder(draft.path.parent, undo)
            with draft.path.open(
                "x" if draft.before is None else "w", encoding="utf-8", newline="\n"
            ) as file:
                undo.callback(_take_back, draft)
                file.write((draft.before or "") + draft.added)
        undo.pop_all()


def _make_folder(folder: Path, undo: contextlib.ExitStack) -> None:
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir()
        undo.callback(one.rmdir)


def _take_back(draft: Draft) -> None:
    if draft.before is None:
        draft.path.unlink()
    else:
        draft.path.write_text(draft.before, "utf-8", newline="\n")


def find_marks(root: Path) -> Iterator[str]:
    """Give every line that still waits for its author, with its place."""
    own = root / "tests" / "skeleton"
    for path in (path for folder in _WALKED for path in sorted((root / folder).rglob("*"))):
        if path.suffix not in _READ or own in path.parents or not path.is_file():
            continue
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            if MARK in line:
                yield f"{path.relative_to(root).as_posix()}:{number}: {line.strip()}"


def one_of(words: Sequence[str]) -> str:
    """List what could have been said."""
    return "one of: " + ", ".join(words)
