"""Serves the zones over UDP and TCP on one port."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import cast

from app.practice.channel import Channel, Channels
from app.practice.facts import DnsFacts
from app.practice.listeners import LOOPBACK, Listener
from app.practice.zones import Zones, answer

_ATTEMPTS = 20
"""Chosen: a number that is free for UDP is mostly free for TCP; twenty times it never is not."""
_IDLE_S = 30.0
"""Chosen: longer than any question waits."""


class _Datagrams(asyncio.DatagramProtocol):
    """Answers each datagram by itself."""

    def __init__(self, zones: Callable[[], Zones], largest: int) -> None:
        self._zones = zones
        self._largest = largest
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # asyncio's own datagram transport does not inherit from the class that describes it.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        reply = answer(data, self._zones(), largest_datagram=self._largest)
        if self._transport is not None and reply:
            self._transport.sendto(reply, addr)


class DnsServer:
    """Answers for the zones of the moment."""

    def __init__(self, facts: DnsFacts, zones: Callable[[], Zones], channels: Channels) -> None:
        self._facts = facts
        self._zones = zones
        self._listener = Listener(self._serve, channels)
        self._transport: asyncio.DatagramTransport | None = None

    @property
    def port(self) -> int:
        return self._listener.port

    async def open(self) -> None:
        """Find a number that is free for UDP and TCP alike."""
        for attempt in range(_ATTEMPTS):
            datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            try:
                datagrams.bind((LOOPBACK, 0))
                datagrams.settimeout(0)
                await self._listener.open(datagrams.getsockname()[1])
            except OSError:
                datagrams.close()
                if attempt == _ATTEMPTS - 1:
                    raise
            else:
                await self._receive(datagrams)
                return

    async def close(self) -> None:
        await self._listener.close()
        if self._transport is not None:
            self._transport.abort()

    async def _receive(self, datagrams: socket.socket) -> None:
        self._transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Datagrams(self._zones, self._facts.largest_udp), sock=datagrams
        )

    async def _serve(self, channel: Channel) -> None:
        while True:
            async with asyncio.timeout(_IDLE_S):
                size = int.from_bytes(await channel.read_exactly(2), "big")
                wire = await channel.read_exactly(size)
            reply = answer(wire, self._zones())
            if reply is None:
                return
            await channel.send(len(reply).to_bytes(2, "big") + reply)
