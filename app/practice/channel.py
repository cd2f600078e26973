"""One connection as bytes in both directions, with capped lines and a way to TLS."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable

_HIGH_WATER = 256 * 1024
"""Chosen: a sender that does not stop is made to wait."""
_ROUNDS = 4
"""Of the loop: asyncio takes two to introduce a connection, and two to give its socket back."""


class ChannelClosedError(ConnectionError):
    """The other side has gone, or we are stopping."""


class LineTooLongError(ValueError):
    """A line was longer than allowed; it has been thrown away up to its end."""


Serve = Callable[["Channel"], Awaitable[None]]


class Channel(asyncio.Protocol):
    """Reads by line, by count or as it comes; one task serves one channel.

    A protocol of our own, since a StreamReader cannot forget what came in plain text
    behind STARTTLS (RFC 3207, section 6) without touching its private parts.
    """

    def __init__(
        self, serve: Serve, channels: Channels, context: ssl.SSLContext | None = None
    ) -> None:
        """With a context, TLS begins before the first byte."""
        self._serve = serve
        self._channels = channels
        self._context = context
        self._transport: asyncio.Transport | None = None
        self._socket: asyncio.Transport | None = None
        """The transport below TLS; it may stay open long after TLS was closed."""
        self._buffer = bytearray()
        self._ended = False
        self._news = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()
        self.is_secured = False

    # asyncio calls these four
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = self._socket = transport
        if self._context is not None:
            transport.pause_reading()
        self._channels.began(self, self._converse())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) > _HIGH_WATER and self._transport is not None:
            self._transport.pause_reading()
        self._news.set()

    def eof_received(self) -> bool:
        self._ended = True
        self._news.set()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = True
        self._news.set()
        self._writable.set()
        self._channels.lost(self)

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    @property
    def peer(self) -> str:
        """The address of the other side, without its port."""
        name = self._transport.get_extra_info("peername") if self._transport else None
        return str(name[0]) if name else ""

    async def read_line(self, limit: int) -> bytes:
        """Read up to and with the next line feed.

        Raises LineTooLongError beyond `limit`, ChannelClosedError at the end.
        """
        start, too_long = 0, False
        while (end := self._buffer.find(b"\n", start)) < 0:
            if len(self._buffer) > limit:
                too_long = True
                self._buffer.clear()
            start = len(self._buffer)
            await self._more()
        line = self._take(end + 1)
        if too_long or len(line) > limit:
            raise LineTooLongError
        return line

    async def read_exactly(self, size: int) -> bytes:
        """Read so many bytes; raises ChannelClosedError when fewer come."""
        parts, missing = [], size
        while missing:
            if not self._buffer:
                await self._more()
            part = self._take(min(missing, len(self._buffer)))
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    async def read_some(self) -> bytes:
        """Read what there is; empty at the end."""
        if not self._buffer and not self._ended:
            await self._more_or_end()
        return self._take(len(self._buffer))

    async def send(self, data: bytes) -> None:
        """Write, and wait while the other side does not read."""
        await self._writable.wait()
        if self._transport is None or self._transport.is_closing():
            raise ChannelClosedError
        self._transport.write(data)

    async def start_tls(self, context: ssl.SSLContext, announcement: bytes) -> None:
        """Say that TLS begins and begin it; plain text that came too early is thrown away."""
        if self._transport is None or self._transport.is_closing():
            raise ChannelClosedError
        self._buffer.clear()
        # Nothing may be awaited between these two, or the client's first TLS record is read here.
        self._transport.write(announcement)
        try:
            secured = await asyncio.get_running_loop().start_tls(
                self._transport, self, context, server_side=True, ssl_handshake_timeout=20.0
            )
        except BaseException:
            # asyncio does not tell a protocol that its connection was lost in a handshake.
            self.abort()
            self._channels.lost(self)
            raise
        if secured is None:  # the connection went away during the handshake
            raise ChannelClosedError
        self._transport = secured
        self.is_secured = True

    async def _converse(self) -> None:
        """Serve, behind TLS where that comes first.

        Listening with TLS would hand over a connection only after its handshake, and one
        that never ends would be nobody's to close.
        """
        if self._context is not None:
            await self.start_tls(self._context, b"")
        await self._serve(self)

    def close(self) -> None:
        """Say goodbye in order: what was written still goes out."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Drop the connection at once."""
        if self._socket is not None:
            self._socket.abort()

    async def wait_ended(self) -> None:
        """Throw away what comes until the other side goes."""
        while not self._ended:
            self._take(len(self._buffer))
            await self._more_or_end()

    def _take(self, size: int) -> bytes:
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        if self._transport is not None and len(self._buffer) <= _HIGH_WATER and not self._ended:
            self._transport.resume_reading()
        return data

    async def _more(self) -> None:
        if self._ended:
            raise ChannelClosedError
        await self._more_or_end()

    async def _more_or_end(self) -> None:
        self._news.clear()
        await self._news.wait()


_ENDINGS = (ConnectionError, TimeoutError, ssl.SSLError)
"""How a session may end without anybody being at fault."""


class Channels:
    """All open connections, so that none outlives the tenant."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._open: set[Channel] = set()
        self.faults: list[BaseException] = []
        """What a session ended with that it should not have: bugs."""

    def began(self, channel: Channel, session: Awaitable[None]) -> None:
        task = asyncio.ensure_future(self._run(channel, session))
        self._tasks.add(task)
        self._open.add(channel)
        task.add_done_callback(self._ended)

    def lost(self, channel: Channel) -> None:
        self._open.discard(channel)

    async def close(self) -> None:
        """Drop every connection and wait until each session has ended and its socket is closed."""
        await _let_the_loop_turn()
        for channel in tuple(self._open):
            channel.abort()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await _let_the_loop_turn()

    async def _run(self, channel: Channel, session: Awaitable[None]) -> None:
        try:
            await session
        except _ENDINGS:
            channel.abort()
        finally:
            channel.close()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            self.faults.append(fault)


async def _let_the_loop_turn() -> None:
    for _ in range(_ROUNDS):
        await asyncio.sleep(0)
