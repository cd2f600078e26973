"""Finds the file of a client that is meant, where the file itself cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from app.files import read_bounded
from app.store.client_errors import ClientFileError
from app.store.client_ids import make_client_id

_IS_CLIENTS = frozenset(
    f"store.client.{what}" for what in ("newer", "damaged", "damaged_alone", "unreadable")
)
"""What is wrong with a file that is a client's; others are copies, or no client's at all."""
_SAID = re.compile(r'^(?:domain|name)\s*=\s*"([^"\n]*)"', re.MULTILINE)
_MOST_BYTES = 1024 * 1024


def find_unreadable(problems: Iterable[ClientFileError], words: str) -> ClientFileError | None:
    """Say which problem is that of the client called so: by id, or by what is still to be read."""
    wanted = {words.strip().casefold(), make_client_id(words)}
    for problem in problems:
        if problem.code in _IS_CLIENTS and wanted & _names(problem):
            return problem
    return None


def _names(problem: ClientFileError) -> set[str]:
    path = Path(problem.values["folder"]) / problem.values["file"]
    try:
        text = read_bounded(path, _MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        text = ""
    return {path.stem, *(said.casefold() for said in _SAID.findall(text))}
