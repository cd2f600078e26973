"""Which texts can be the id of a client; each is the name of a file on every system."""

from __future__ import annotations

import re

_DEVICES = r"(?:con|prn|aux|nul|com\d|lpt\d)\Z"
_SAFE_ID = re.compile(rf"(?!{_DEVICES})[a-z0-9](?:[a-z0-9-]{{0,62}}[a-z0-9])?\Z")
"""Also a file name on Windows, which keeps some for its devices."""


def is_client_id(text: str) -> bool:
    """Say whether a client could have this id."""
    return _SAFE_ID.match(text) is not None
