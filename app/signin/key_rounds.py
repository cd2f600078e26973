"""How long a file would take to open: rounds of the key derivation that it asks for."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from itertools import pairwise

MOST_ROUNDS = 2_000_000
"""Windows and OpenSSL write some thousand, the most careful programs 600,000; whoever writes eight
million wants somebody to wait. Two million took 1.1 s where this was measured."""
_BLOCK = re.compile(rb"-----BEGIN [A-Z0-9 ]+-----(.*?)-----END", re.DOTALL)
_INTEGER, _OCTETS, _SEQUENCE, _CONSTRUCTED = 0x02, 0x04, 0x30, 0x20
_DEEPEST = 16
_Part = tuple[int, bytes]
"""Tag and content."""


def most_rounds(content: bytes) -> int:
    """Read the largest count that stands behind a salt in DER (RFC 7292, 4; RFC 8018, A.2).

    What lies inside an encrypted part cannot be seen before that has been opened, and what is not
    DER asks for nothing.
    """
    return max((n for der in (content, *_decoded(content)) for n in _counts(der, 0)), default=0)


def _decoded(content: bytes) -> Iterator[bytes]:
    for match in _BLOCK.finditer(content):
        try:
            yield base64.b64decode(match[1].rpartition(b"\n\n")[2])
        except binascii.Error:
            continue


def _counts(der: bytes, depth: int) -> Iterator[int]:
    """Find each number that follows a salt among the parts of one structure, and of those in it."""
    parts = _parts(der)
    if parts is None or depth > _DEEPEST:
        return
    for (salt, _), (tag, number) in pairwise(parts):
        if (salt, tag) == (_OCTETS, _INTEGER):
            yield int.from_bytes(number, "big")
    for tag, inside in parts:
        if tag & _CONSTRUCTED or (tag == _OCTETS and inside[:1] == bytes((_SEQUENCE,))):
            yield from _counts(inside, depth + 1)


def _parts(der: bytes) -> list[_Part] | None:
    """Take DER apart, one level; None where it is anything else."""
    parts: list[_Part] = []
    at = 0
    while at < len(der):
        length, begin = _length(der, at + 1)
        if length is None or begin + length > len(der):
            return None
        parts.append((der[at], der[begin : begin + length]))
        at = begin + length
    return parts


def _length(der: bytes, at: int) -> tuple[int | None, int]:
    """Read a length (X.690, 8.1.3), and where what it counts begins."""
    if at >= len(der):
        return None, at
    first = der[at]
    if first < 0x80:
        return first, at + 1
    size = first & 0x7F
    if not 1 <= size <= 4 or at + 1 + size > len(der):
        return None, at
    return int.from_bytes(der[at + 1 : at + 1 + size], "big"), at + 1 + size
