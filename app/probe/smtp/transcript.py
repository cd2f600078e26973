"""Writes down who said what in a session, without the secrets."""

from __future__ import annotations

import base64
import re
import time

from app.domain.check import Speaker, TranscriptLine

_WORD = re.compile(r"[A-Za-z0-9+/=._~-]{12,}")
_HIDDEN = "(not shown)"
_LONGEST_LINE = 2000
"""Chosen: a line that is read; whole tokens and messages are cut."""
_SHORTEST_SECRET = 4
"""Shorter ones stand in every other word; replacing them would say more than it hides."""


class Transcript:
    """The lines of one session; each leaves out what was declared secret before it is made."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._lines: list[TranscriptLine] = []
        self._secrets: set[str] = set()
        self._handed_out = 0

    @property
    def lines(self) -> tuple[TranscriptLine, ...]:
        return tuple(self._lines)

    def take_new(self) -> tuple[TranscriptLine, ...]:
        """Hand out the lines that were written since the last call."""
        new = tuple(self._lines[self._handed_out :])
        self._handed_out = len(self._lines)
        return new

    def hide(self, secret: str) -> None:
        """Replace this value, and its base64 form, wherever a server sends it back."""
        if len(secret) >= _SHORTEST_SECRET:
            self._secrets.add(secret)
        if secret:
            self._secrets.add(base64.b64encode(secret.encode()).decode())

    def clean(self, text: str) -> str:
        """Return the text without the secrets; also cut pieces of long ones are found."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, _HIDDEN)
        if self._secrets:
            text = _WORD.sub(self._hide_piece, text)
        return text

    def client(self, text: str) -> None:
        self._write(Speaker.CLIENT, text)

    def server(self, text: str) -> None:
        self._write(Speaker.SERVER, text)

    def note(self, text: str) -> None:
        self._write(Speaker.NOTE, text)

    def _hide_piece(self, found: re.Match[str]) -> str:
        piece = found.group()
        return _HIDDEN if any(piece in secret for secret in self._secrets) else piece

    def _write(self, speaker: Speaker, text: str) -> None:
        at_s = time.perf_counter() - self._began
        line = self.clean(text)[:_LONGEST_LINE]
        self._lines.append(TranscriptLine(at_s=at_s, speaker=speaker, text=line))
