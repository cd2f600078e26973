"""How long a file would take to open: rounds of the key derivation that it asks for."""

from __future__ import annotations

import base64
import binascii
import re

MOST_ROUNDS = 2_000_000
"""Some five seconds of a slow processor. Programs write 2,048 to 600,000; who writes eight million
wants somebody to wait."""
_SALT_THEN_NUMBER = re.compile(rb"\x04([\x01-\x40])", re.DOTALL)
_BLOCK = re.compile(rb"-----BEGIN [A-Z0-9 ]+-----(.*?)-----END", re.DOTALL)


def most_rounds(content: bytes) -> int:
    """Read the largest count that stands behind a salt in DER (RFC 7292, 4; RFC 8018, A.2).

    What lies inside an encrypted part cannot be seen before that has been opened.
    """
    return max(map(_in_der, (content, *_decoded(content))), default=0)


def _decoded(content: bytes) -> list[bytes]:
    blocks = []
    for match in _BLOCK.finditer(content):
        try:
            blocks.append(base64.b64decode(match[1].rpartition(b"\n\n")[2]))
        except binascii.Error:
            continue
    return blocks


def _in_der(der: bytes) -> int:
    found = 0
    for match in _SALT_THEN_NUMBER.finditer(der):
        at = match.end() + match[1][0]
        tag, length = der[at : at + 1], der[at + 1 : at + 2]
        if tag == b"\x02" and length and 1 <= length[0] <= 8:
            found = max(found, int.from_bytes(der[at + 2 : at + 2 + length[0]], "big"))
    return found
