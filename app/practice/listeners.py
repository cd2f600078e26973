"""Ports on loopback that can be opened, shut and opened again under the same number."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl

from app.practice.channel import Channel, Channels, Serve

LOOPBACK = "127.0.0.1"
_BACKLOG = 128


class Listener:
    """One TCP port; shut, it keeps its number and refuses connections."""

    def __init__(
        self, serve: Serve, channels: Channels, context: ssl.SSLContext | None = None
    ) -> None:
        self._serve = serve
        self._channels = channels
        self._context = context
        self._server: asyncio.Server | None = None
        self._reserved: socket.socket | None = None
        self.port = 0

    async def open(self, port: int = 0) -> None:
        """Take connections, on a free port the first time and on the same one afterwards."""
        if self._server is not None:
            return
        self._release()
        listening = _bind(port or self.port)
        try:
            self._server = await asyncio.get_running_loop().create_server(
                lambda: Channel(self._serve, self._channels),
                sock=listening,
                ssl=self._context,
                backlog=_BACKLOG,
            )
        except BaseException:
            listening.close()
            raise
        self.port = listening.getsockname()[1]

    def shut(self) -> None:
        """Refuse connections and keep the number for later."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        self._reserved = _bind(self.port)

    def close(self) -> None:
        """Give the port back."""
        self._release()
        if self._server is not None:
            self._server.close()
            self._server = None

    def _release(self) -> None:
        if self._reserved is not None:
            self._reserved.close()
            self._reserved = None


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
