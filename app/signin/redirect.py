"""Reads the answer of a sign-in page out of what a browser brings, and trusts nothing in it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_MAX_FIELDS = 32
"""Chosen: a way back has code, state and session_state, or an error with its words."""


def read_fields(text: str) -> dict[str, str]:
    """Read form or query fields; {} when they are too many, damaged or given twice."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS, errors="strict")
    except ValueError:
        return {}
    fields = dict(pairs)
    return fields if len(fields) == len(pairs) else {}


def has_state(fields: Mapping[str, str], state: str) -> bool:
    """Say whether the answer belongs to the sign-in that was started."""
    given = fields.get("state", "").encode()
    return bool(state) and hmac.compare_digest(given, state.encode())


def is_answer(fields: Mapping[str, str]) -> bool:
    """Say whether a sign-in page could have sent this: one of `code` and `error`, not empty."""
    return bool(fields.get("code")) != bool(fields.get("error"))


def is_consent(fields: Mapping[str, str]) -> bool:
    """Say whether an approval page could have sent this: an approval, or the reason for none."""
    given = fields.get("admin_consent", "").lower() == "true"
    return bool(fields.get("error")) or given


def read_pasted(pasted: str) -> dict[str, str]:
    """Read the fields of an address, also one that lost its beginning or was wrapped by a mail."""
    text = "".join(pasted.split()).strip("<>\"'")
    try:
        query = urlsplit(text).query
    except ValueError:
        return {}
    return read_fields(query or text.rpartition("?")[2])


def is_loopback_host(host: str, port: int) -> bool:
    """Say whether a Host header names this listener; any other is a rebound DNS name."""
    name, colon, given = host.strip().lower().rpartition(":")
    if not colon or name.endswith(":"):
        return False
    return name in _LOOPBACK_NAMES and given == str(port)
