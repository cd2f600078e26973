"""Ports on loopback that can be opened, shut and opened again under the same number."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl

from app.practice.channel import Channel, Channels, Serve

LOOPBACK = "127.0.0.1"
LOOPBACK_6 = "::1"
_BACKLOG = 128
"""What Linux allowed at most for long; more connections at once are not practised."""
_REST_S = 0.1
"""Chosen: where files ran out, asking at once again would only turn."""
_ATTEMPTS = 20
"""Chosen: a number that is free in IPv4 is mostly free in IPv6."""


class Listener:
    """One TCP port; shut, it keeps its number and refuses connections.

    It accepts by itself: a server of asyncio that is closed while it takes a connection in
    leaves that connection open and belonging to nobody.
    """

    def __init__(
        self,
        serve: Serve,
        channels: Channels,
        context: ssl.SSLContext | None = None,
        *,
        takes_ipv6: bool = False,
    ) -> None:
        """With a context, TLS begins before the first byte.

        With `takes_ipv6` it listens on ::1 too, where there is one: for what is reached as
        "localhost", since Windows tries that first and needs two seconds to learn of a closed port.
        """
        self._serve = serve
        self._channels = channels
        self._context = context
        self._takes_ipv6 = takes_ipv6
        self._sockets: tuple[socket.socket, ...] = ()
        self._arrivals: set[asyncio.Task[object]] = set()
        self._is_open = False
        self.port = 0

    async def open(self, port: int = 0) -> None:
        """Take connections, on a free port the first time and on the same one afterwards."""
        if self._is_open:
            return
        self._release()
        self._sockets = _bind_all(port or self.port, with_ipv6=self._takes_ipv6)
        self.port = self._sockets[0].getsockname()[1]
        self._is_open = True
        for listening in self._sockets:
            listening.listen(_BACKLOG)
            self._listen(listening)

    async def shut(self) -> None:
        """Refuse connections and keep the number for later."""
        await self.close()
        self._sockets = _bind_all(self.port, with_ipv6=self._takes_ipv6)

    async def close(self) -> None:
        """Give the port back; whoever is at the door still comes in and is in `channels`."""
        if self._is_open:
            for listening in self._sockets:
                asyncio.get_running_loop().remove_reader(listening)
        self._is_open = False
        self._release()
        await asyncio.gather(*self._arrivals, return_exceptions=True)

    def _listen(self, listening: socket.socket) -> None:
        if listening in self._sockets:
            asyncio.get_running_loop().add_reader(listening, self._accept, listening)

    def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            accepted, _ = listening.accept()
        except OSError:  # gone before it was taken in, or too many open files
            loop.remove_reader(listening)
            loop.call_later(_REST_S, self._listen, listening)
            return
        accepted.settimeout(0)
        arrival = loop.create_task(loop.connect_accepted_socket(self._make_channel, accepted))
        self._arrivals.add(arrival)
        arrival.add_done_callback(self._arrivals.discard)

    def _make_channel(self) -> Channel:
        return Channel(self._serve, self._channels, self._context)

    def _release(self) -> None:
        for sock in self._sockets:
            sock.close()
        self._sockets = ()


def _bind_all(port: int, *, with_ipv6: bool) -> tuple[socket.socket, ...]:
    """Bind the same number in both families; IPv6 is left out where it cannot be had."""
    first = _bind(socket.AF_INET, LOOPBACK, port)
    if not with_ipv6 or not _has_ipv6():
        return (first,)
    for _ in range(_ATTEMPTS):
        try:
            return (first, _bind(socket.AF_INET6, LOOPBACK_6, first.getsockname()[1]))
        except OSError:  # somebody has this number there
            if port:
                break
            first.close()
            first = _bind(socket.AF_INET, LOOPBACK, 0)
    return (first,)


def _has_ipv6() -> bool:
    try:
        _bind(socket.AF_INET6, LOOPBACK_6, 0).close()
    except OSError:
        return False
    return True


def _bind(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere this option would let others take the port away
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, port))
        sock.settimeout(0)
    except OSError:
        sock.close()
        raise
    return sock
