"""Which texts can be the id of a client; each is the name of a file on every system."""

from __future__ import annotations

import re
import unicodedata

_DEVICES = r"(?:con|prn|aux|nul|com\d|lpt\d)\Z"
_SAFE_ID = re.compile(rf"(?!{_DEVICES})[a-z0-9](?:[a-z0-9-]{{0,62}}[a-z0-9])?\Z")
"""Also a file name on Windows, which keeps some for its devices."""


def is_client_id(text: str) -> bool:
    """Say whether a client could have this id."""
    return _SAFE_ID.match(text) is not None


def make_client_id(name: str) -> str:
    """Make an id of a name; it may be another client's."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")
    return stem if is_client_id(stem) else f"client-{stem}".strip("-")
