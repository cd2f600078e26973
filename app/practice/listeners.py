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
        self._arrivals: set[asyncio.Task[object]] = set()
        self._is_open = False
        self.port = 0

    async def open(self, port: int = 0) -> None:
        """Take connections, on a free port the first time and on the same one afterwards."""
        if self._is_open:
            return
        self._release()
        self._socket = _bind(port or self.port)
        self._socket.listen(_BACKLOG)
        self.port = self._socket.getsockname()[1]
        self._is_open = True
        self._listen()

    async def shut(self) -> None:
        """Refuse connections and keep the number for later."""
        await self.close()
        self._socket = _bind(self.port)

    async def close(self) -> None:
        """Give the port back; whoever is at the door still comes in and is in `channels`."""
        if self._is_open and self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
        self._is_open = False
        self._release()
        await asyncio.gather(*self._arrivals, return_exceptions=True)

    def _listen(self) -> None:
        if self._is_open and self._socket is not None:
            asyncio.get_running_loop().add_reader(self._socket, self._accept, self._socket)

    def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            accepted, _ = listening.accept()
        except OSError:  # gone before it was taken in, or too many open files
            loop.remove_reader(listening)
            loop.call_later(_REST_S, self._listen)
            return
        accepted.settimeout(0)
        arrival = loop.create_task(loop.connect_accepted_socket(self._make_channel, accepted))
        self._arrivals.add(arrival)
        arrival.add_done_callback(self._arrivals.discard)

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
