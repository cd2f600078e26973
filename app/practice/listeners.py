"""Ports on loopback that can be opened, shut and opened again under the same number."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl

from app.practice.channel import Channel, Channels, Serve

LOOPBACK = "127.0.0.1"
_BACKLOG = 128
_REST_S = 0.1


class Listener:
    """One TCP port; shut, it keeps its number and refuses connections.

    It accepts by itself: a server of asyncio that is closed while it takes a connection in
    leaves that connection open and belonging to nobody.
    """

    def __init__(
        self, serve: Serve, channels: Channels, context: ssl.SSLContext | None = None
    ) -> None:
        """With a context, TLS begins before the first byte."""
        self._serve = serve
        self._channels = channels
        self._context = context
        self._socket: socket.socket | None = None
        self._accepting: asyncio.Task[None] | None = None
        self.port = 0

    async def open(self, port: int = 0) -> None:
        """Take connections, on a free port the first time and on the same one afterwards."""
        if self._accepting is not None:
            return
        self._release()
        self._socket = _bind(port or self.port)
        self._socket.listen(_BACKLOG)
        self.port = self._socket.getsockname()[1]
        self._accepting = asyncio.create_task(self._accept(self._socket))

    async def shut(self) -> None:
        """Refuse connections and keep the number for later."""
        await self.close()
        self._socket = _bind(self.port)

    async def close(self) -> None:
        """Give the port back."""
        if self._accepting is not None:
            self._accepting.cancel()
            await asyncio.wait([self._accepting])
            self._accepting = None
        self._release()

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                accepted, _ = await loop.sock_accept(listening)
                await loop.connect_accepted_socket(self._make_channel, accepted)
            except OSError:  # gone before it was taken in, or too many open files
                await asyncio.sleep(_REST_S)

    def _make_channel(self) -> Channel:
        return Channel(self._serve, self._channels, self._context)

    def _release(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _bind(port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere this option would let others take the port away
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((LOOPBACK, port))
        sock.settimeout(0)
    except OSError:
        sock.close()
        raise
    return sock
