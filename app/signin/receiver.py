"""Waits on loopback for the browser to come back from the sign-in page."""

from __future__ import annotations

import asyncio
import errno
import socket
import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import h11

from app.signin import page
from app.signin.redirect import has_state, is_answer, is_loopback_host, read_fields

_MAX_HEAD = 16 * 1024
_MAX_BODY = 64 * 1024
"""Chosen: a code has at most some thousand characters, and anybody here may knock."""
_REQUEST_DEADLINE_S = 10.0
"""Chosen: a browser on this computer needs no time; one that is only opened must not stay."""
_MAX_CONNECTIONS = 32
"""Chosen: a browser opens six."""
_PORT_TRIES = 8
"""Chosen: that a port is free on one stack only is rare, and eight times never happens."""
_NO_SUCH_FAMILY = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT}

_Reply = tuple[HTTPStatus, tuple[str, str]]


class NoLoopbackError(OSError):
    """This computer lets nobody listen on 127.0.0.1 or ::1."""


class Receiver:
    """Listens on 127.0.0.1 and ::1 at the same free port, and takes one answer.

    Only a request with this sign-in's `state` ends the wait; any other is answered and forgotten.
    """

    def __init__(
        self,
        state: str,
        *,
        accepts: Callable[[Mapping[str, str]], bool] = is_answer,
        received: tuple[str, str] = page.RECEIVED,
        request_deadline_s: float = _REQUEST_DEADLINE_S,
    ) -> None:
        self._state = state
        self._accepts = accepts
        self._received = received
        self._request_deadline_s = request_deadline_s
        self._servers: list[asyncio.Server] = []
        self._open: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}
        self._answer: asyncio.Future[Mapping[str, str]] = asyncio.get_running_loop().create_future()
        self._closed = False
        self.port = 0

    async def __aenter__(self) -> Self:
        sockets = _listen_on_both()
        self.port = sockets[0].getsockname()[1]
        for listener in sockets:
            self._servers.append(
                await asyncio.start_server(self._serve, sock=listener, limit=_MAX_HEAD)
            )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closed = True  # a connection may be accepted and not be served yet
        for server in self._servers:
            server.close()
        handlers = tuple(self._open.values())
        for writer in self._open:
            writer.transport.abort()
        await asyncio.gather(*handlers)

    @property
    def redirect_uri(self) -> str:
        """Where the sign-in page sends the browser back to; registrations know it by this name."""
        return f"http://localhost:{self.port}"

    async def answer(self) -> Mapping[str, str]:
        """Wait for the browser; cancel or time out from outside to stop at once."""
        return await self._answer

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if self._closed or len(self._open) >= _MAX_CONNECTIONS:
            writer.transport.abort()
            return
        self._open[writer] = task
        try:
            async with asyncio.timeout(self._request_deadline_s):
                await self._converse(reader, writer)
        except OSError:  # a TimeoutError is one
            writer.transport.abort()
        finally:
            writer.close()
            del self._open[writer]

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=_MAX_HEAD)
        fields: dict[str, str] = {}
        has_body = True
        try:
            request, body = await _read_request(connection, reader)
            has_body = request.method != b"HEAD"
            fields = _read_answer(request, body)
            status, text = self._judge(request, fields)
        except h11.RemoteProtocolError as exc:
            status, text = HTTPStatus(exc.error_status_hint), page.NOT_THIS_SIGN_IN
        content = page.render_page(*text)
        try:
            writer.write(_head(connection, status, len(content)) + (content if has_body else b""))
            await writer.drain()
        finally:
            # The person may have closed the tab already: the answer counts nevertheless.
            if status is HTTPStatus.OK and not self._answer.done():
                self._answer.set_result(fields)

    def _judge(self, request: h11.Request, fields: Mapping[str, str]) -> _Reply:
        if not is_loopback_host(_header(request, b"host"), self.port):
            return HTTPStatus.BAD_REQUEST, page.NOT_THIS_SIGN_IN
        if _target(request)[0] != "/":
            return HTTPStatus.NOT_FOUND, page.NOT_HERE
        if request.method not in (b"GET", b"POST"):
            return HTTPStatus.METHOD_NOT_ALLOWED, page.NOT_HERE
        if not has_state(fields, self._state) or not self._accepts(fields):
            return HTTPStatus.BAD_REQUEST, page.NOT_THIS_SIGN_IN
        if self._answer.done():
            return HTTPStatus.CONFLICT, page.FINISHED_BEFORE
        return HTTPStatus.OK, page.NOT_COMPLETED if "error" in fields else self._received


def _listen_on_both() -> list[socket.socket]:
    """Bind one port on both stacks, since `localhost` may lead the browser to either."""
    for _ in range(_PORT_TRIES):
        first = _listen(socket.AF_INET, "127.0.0.1", 0)
        if first is None:
            only = _listen(socket.AF_INET6, "::1", 0)
            if only is None:
                raise NoLoopbackError(errno.EADDRNOTAVAIL, "neither 127.0.0.1 nor ::1 is there")
            return [only]
        try:
            second = _listen(socket.AF_INET6, "::1", first.getsockname()[1])
        except OSError:
            first.close()
            continue
        return [first] if second is None else [first, second]
    raise NoLoopbackError(errno.EADDRINUSE, "no port is free on both 127.0.0.1 and ::1")


def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket | None:
    """Listen, or return None where this computer does not have the address family."""
    listener = None
    try:
        listener = socket.socket(family, socket.SOCK_STREAM)
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        if family is socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, port))
    except OSError as exc:
        if listener is not None:
            listener.close()
        if exc.errno in _NO_SUCH_FAMILY:
            return None
        raise
    return listener


async def _read_request(
    connection: h11.Connection, reader: asyncio.StreamReader
) -> tuple[h11.Request, bytes]:
    request: h11.Request | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        match event:
            case h11.NEED_DATA:
                connection.receive_data(await reader.read(_MAX_HEAD))
            case h11.Request():
                request = event
            case h11.Data():
                body += event.data
                if len(body) > _MAX_BODY:
                    raise h11.RemoteProtocolError("too long", error_status_hint=413)
            case h11.EndOfMessage() if request is not None:
                return request, bytes(body)
            case _:
                raise ConnectionResetError("the browser went away")


def _header(request: h11.Request, name: bytes) -> str:
    values = [value for key, value in request.headers if key == name]
    return values[0].decode("latin-1") if len(values) == 1 else ""


def _target(request: h11.Request) -> tuple[str, str]:
    """Split the target into path and query; what cannot be split has no path."""
    try:
        parts = urlsplit(request.target.decode("ascii", "replace"))
    except ValueError:
        return "", ""
    return parts.path, parts.query


def _read_answer(request: h11.Request, body: bytes) -> dict[str, str]:
    """Take the fields from the query of a GET or the form of a POST, and never from both."""
    if request.method == b"POST":
        kind = _header(request, b"content-type").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            return {}
        return read_fields(body.decode("utf-8", "replace"))
    return read_fields(_target(request)[1])


def _head(connection: h11.Connection, status: HTTPStatus, length: int) -> bytes:
    headers = [*page.HEADERS, ("Content-Length", str(length))]
    response = h11.Response(status_code=status, reason=status.phrase.encode(), headers=headers)
    return connection.send(response) or b""
