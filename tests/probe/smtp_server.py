"""A loopback server that does exactly what a test tells it, right or wrong."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self


class Peer:
    """The server's end of one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.heard: list[str] = []

    async def send(self, *lines: str) -> None:
        await self.send_raw("".join(f"{line}\r\n" for line in lines).encode())

    async def send_raw(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def hear(self) -> str:
        """Read one line; empty at the end of the connection."""
        line = (await self.reader.readline()).decode().rstrip("\r\n")
        self.heard.append(line)
        return line

    async def expect(self, start: str) -> str:
        line = await self.hear()
        assert line.upper().startswith(start.upper()), f"expected {start}, got {line!r}"
        return line

    async def hear_message(self) -> bytes:
        return await self.reader.readuntil(b"\r\n.\r\n")

    async def start_tls(self, context: ssl.SSLContext) -> None:
        await self.writer.start_tls(context)

    async def hang(self) -> None:
        """Say nothing until the client goes away."""
        while await self.reader.read(4096):
            pass

    def reset(self) -> None:
        """Cut the connection with a TCP reset."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Script = Callable[[Peer], Awaitable[None]]


class ScriptedServer:
    """Serves each connection by the script; closes it when the script ends."""

    def __init__(self, script: Script, *, tls: ssl.SSLContext | None = None) -> None:
        self._script = script
        self._tls = tls
        self.peers: list[Peer] = []
        self.faults: list[BaseException] = []
        self._serving: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def heard(self) -> list[str]:
        return [line for peer in self.peers for line in peer.heard]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", 0, limit=2**20, ssl=self._tls
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for peer in self.peers:
            # Python 3.11.2, which is Debian 12's, forgets the TLS layer of what was closed twice.
            with contextlib.suppress(AttributeError):
                peer.writer.transport.abort()
        await self._server.wait_closed()
        await asyncio.gather(*self._serving)
        if exc is None and self.faults:
            raise self.faults[0]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        peer = Peer(reader, writer)
        self.peers.append(peer)
        try:
            await self._script(peer)
        except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
            pass
        except AssertionError as exc:
            self.faults.append(exc)
        finally:
            writer.close()
