"""Reads the text of a message behind DATA."""

from __future__ import annotations

from app.practice.channel import Channel, LineTooLongError

_LINE = 64 * 1024
"""Chosen: a message line of RFC 5322 has 998; what a client sends wrongly is still answered."""


async def read_text(channel: Channel, largest: int) -> bytes | None:
    """Read up to the lone dot; None when it is more than the server takes.

    Only CRLF ends a line: a lone dot between bare line feeds is text, or two servers
    would see different messages (SMTP smuggling).
    """
    lines: list[bytes] = []
    size, too_big, at_start = 0, False, True
    while True:
        try:
            line = await channel.read_line(_LINE)
        except LineTooLongError:
            too_big, at_start, lines = True, True, []
            continue
        if at_start and line == b".\r\n":
            return None if too_big else b"".join(lines)
        size += len(line)
        too_big = too_big or size > largest
        if too_big:
            lines = []
        else:
            lines.append(line.removeprefix(b".") if at_start else line)
        at_start = line.endswith(b"\r\n")
