"""Takes SMTP replies off a connection within limits and notices bytes that nobody asked for."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable

from aiosmtplib.protocol import SMTPProtocol
from aiosmtplib.response import SMTPResponse

from app.domain.certificates.distrust import openssl_reason
from app.probe.smtp.fault import WireError
from app.probe.smtp.reply import Reply

LONGEST_LINE = 8 * 1024
MOST_LINES = 100
LONGEST_REPLY = 64 * 1024
"""RFC 5321, 4.5.3.1.5, has 512 octets a line. Chosen: sixteen times as long, and more lines than
any EHLO has; what is beyond is no mail server."""
_KEPT_UNASKED = 1024
"""Chosen: enough to be shown; that something came at all is what counts."""
_LINE = re.compile(rb"([2-5][0-9]{2})([ -]|\Z)")
_OTHER_PROTOCOLS = (
    (b"HTTP/", "HTTP"),
    (b"<", "HTTP"),
    (b"SSH-", "SSH"),
    (b"\x16\x03", "TLS"),
    (b"\x15\x03", "TLS"),
    (b"* OK", "mailbox"),
    (b"+OK", "mailbox"),
)


def printable(data: bytes) -> str:
    """Decode for showing; what is not UTF-8 stays visible as `\\x..`."""
    return data.decode("utf-8", "backslashreplace")


class SmtpWire(SMTPProtocol):
    """aiosmtplib's protocol with our own limits, and with an eye on unasked bytes.

    The library drops bytes that come between two commands; here they are kept, since plaintext
    behind the answer to STARTTLS is an attack (RFC 3207, section 6).
    """

    def __init__(self, on_line: Callable[[str], None]) -> None:
        super().__init__()
        self._on_line = on_line
        self._lines: list[bytes] = []
        self._size = 0
        self.reply: Reply | None = None
        """The last complete one."""
        self.unasked = b""
        self.received = 0
        """All bytes since the connection or the TLS layer began."""
        self.was_reset = False
        self.tls_alert = ""
        """OpenSSL's name of the alert with which the other side ended TLS."""

    @property
    def pending(self) -> bytes:
        """What has come of a reply that is not complete."""
        return b"\r\n".join([*self._lines, bytes(self._buffer)]).strip()

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        waiter = self._response_waiter
        if waiter is None:
            return
        if not self._response_pending or waiter.done():
            self.unasked = (self.unasked + data)[:_KEPT_UNASKED]
            return
        self._buffer.extend(data)
        self._size += len(data)
        try:
            code = self._read_lines()
        except WireError as fault:
            self._start_over()
            self._set_response_exception(waiter, fault)
            return
        if code:
            self._finish_reply(code)

    def _finish_reply(self, code: int) -> None:
        lines = tuple(printable(line) for line in self._lines)
        self.reply = Reply(code=code, lines=lines)
        self.unasked = bytes(self._buffer)[:_KEPT_UNASKED]
        self._start_over()
        if self._response_waiter:
            self._response_waiter.set_result(SMTPResponse(code, self.reply.text))

    def _start_over(self) -> None:
        self._buffer.clear()
        self._lines, self._size = [], 0

    def _read_lines(self) -> int:
        """Move complete lines off the buffer; return the code once the last line is there."""
        _check_protocol(self._lines, self._buffer)
        while (end := self._buffer.find(b"\n")) != -1:
            line = bytes(self._buffer[:end]).rstrip(b"\r")
            del self._buffer[: end + 1]
            self._take(line)
            found = _LINE.match(line)
            if found is None:
                raise WireError("smtp.not_smtp", printable(line[:300]))
            if found.group(2) != b"-":
                return int(found.group(1))
        self._check_size(len(self._buffer))
        return 0

    def _take(self, line: bytes) -> None:
        self._check_size(len(line))
        self._lines.append(line)
        self._on_line(printable(line))

    def _check_size(self, line_length: int) -> None:
        if line_length > LONGEST_LINE:
            raise WireError("smtp.line_too_long", printable(bytes(self._buffer[:80])))
        if len(self._lines) >= MOST_LINES or self._size > LONGEST_REPLY:
            raise WireError("smtp.reply_too_long", printable(b"\n".join(self._lines[:3])))

    async def send_content(self, content: bytes) -> None:
        """Send the content of a message, its final dot included, and wait for the reply."""
        self._response_pending = True
        self.write(content)
        await self.read_response()

    def connection_lost(self, exc: Exception | None) -> None:
        self.was_reset = isinstance(exc, ConnectionResetError)
        if isinstance(exc, ssl.SSLError):
            self.tls_alert = openssl_reason(exc)
        super().connection_lost(exc)

    def eof_received(self) -> bool:
        if self._buffer:
            self._on_line(printable(bytes(self._buffer[:300])))
        return super().eof_received()

    def forget_plaintext(self) -> None:
        """Begin afresh after the TLS handshake: nothing from before it counts (RFC 3207)."""
        self._start_over()
        self.unasked = b""
        self.received = 0
        self._over_ssl = True


def _check_protocol(lines: list[bytes], buffer: bytearray) -> None:
    if lines:
        return
    for start, name in _OTHER_PROTOCOLS:
        if buffer.startswith(start):
            raise WireError(f"smtp.speaks_{name.lower()}", printable(bytes(buffer[:200])))
