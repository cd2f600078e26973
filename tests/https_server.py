"""A small HTTPS server on loopback for tests, with the faults that real ones have."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import trustme

Answers = Mapping[str, tuple[int, str]]
"""Path to status and body."""


class Authority:
    """A certificate authority of the test's own."""

    def __init__(self) -> None:
        self._ca = trustme.CA()

    def client_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self._ca.configure_trust(context)
        return context

    def server_context(self, *names: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(*names).configure_cert(context)
        return context


@asynccontextmanager
async def serve_https(
    context: ssl.SSLContext | None,
    answer: Callable[[str], bytes | None] | Answers,
) -> AsyncIterator[int]:
    """Answer GET requests; None keeps the connection open without a word."""
    tasks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ")[1].decode("ascii")
            wire = answer(path) if callable(answer) else page(*answer.get(path, (404, "")))
            if wire is None:
                await asyncio.Event().wait()
            writer.write(wire or b"")
            writer.close()
            async with asyncio.timeout(1.0):
                await writer.wait_closed()  # Windows has sent nothing yet when abort() is called
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.transport.abort()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(talk(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(begin, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def page(status: int, body: str) -> bytes:
    octets = body.encode()
    return (
        f"HTTP/1.1 {status} X\r\nContent-Type: text/plain\r\nContent-Length: {len(octets)}\r\n\r\n"
    ).encode() + octets
