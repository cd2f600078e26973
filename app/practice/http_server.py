"""A small HTTP/1.1 server on h11: one function from request to response."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import h11

from app.practice.channel import Channel

_LARGEST_HEAD = 64 * 1024
_LARGEST_BODY = 256 * 1024
_MOST_FIELDS = 100
_IDLE_S = 30.0
"""All chosen: more than any page here asks for, and a lost client does not keep a connection."""
_FORM = "application/x-www-form-urlencoded"
_ALWAYS = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asks; of repeated fields the first counts."""

    method: str
    path: str
    target: str
    """Path and query as they came."""
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What the client gets."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = field(default=())


Answer = Callable[[Request], Response]


class HttpServer:
    """Serves channels, each with as many requests as it brings."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def serve(self, channel: Channel) -> None:
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=_LARGEST_HEAD)
        try:
            while await self._serve_one(channel, connection):
                connection.start_next_cycle()
        except h11.RemoteProtocolError as exc:
            await _reply(channel, connection, Response(status=exc.error_status_hint or 400))

    async def _serve_one(self, channel: Channel, connection: h11.Connection) -> bool:
        """Answer one request; False when the connection is done."""
        async with asyncio.timeout(_IDLE_S):
            head = await _next_event(channel, connection)
            if not isinstance(head, h11.Request):
                return False
            if connection.they_are_waiting_for_100_continue:
                carry_on = h11.InformationalResponse(status_code=100, headers=[])
                await channel.send(connection.send(carry_on) or b"")
            body = await _read_body(channel, connection)
        if body is None:
            response = Response(status=413)
        elif (request := _parse(head, body)) is None:
            response = Response(status=400)
        else:
            response = self._answer(request)
        await _reply(channel, connection, response, with_body=head.method != b"HEAD")
        return connection.our_state is h11.DONE and connection.their_state is h11.DONE


async def _next_event(channel: Channel, connection: h11.Connection) -> object:
    while (event := connection.next_event()) is h11.NEED_DATA:
        connection.receive_data(await channel.read_some())
    return event


async def _read_body(channel: Channel, connection: h11.Connection) -> bytes | None:
    body = bytearray()
    while isinstance(event := await _next_event(channel, connection), h11.Data):
        body += event.data
        if len(body) > _LARGEST_BODY:
            return None
    return bytes(body)


def _parse(head: h11.Request, body: bytes) -> Request | None:
    target = head.target.decode("ascii", "replace")
    headers = {name.decode("ascii"): value.decode("latin-1") for name, value in head.headers}
    is_form = headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM
    try:
        parts = urlsplit(target)
        query = _fields(parts.query)
        form = _fields(body.decode("utf-8")) if is_form else {}
    except ValueError:
        return None
    return Request(
        method=head.method.decode("ascii"),
        path=parts.path,
        target=target,
        query=query,
        form=form,
        headers=headers,
    )


def _fields(text: str) -> dict[str, str]:
    pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    return dict(reversed(pairs))


async def _reply(
    channel: Channel, connection: h11.Connection, response: Response, *, with_body: bool = True
) -> None:
    if connection.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
        return
    headers = [
        ("Content-Type", response.content_type),
        ("Content-Length", str(len(response.body))),
        *_ALWAYS,
        *response.headers,
    ]
    head = h11.Response(status_code=response.status, headers=headers)
    parts = [connection.send(head) or b""]
    if with_body and response.body:
        parts.append(connection.send(h11.Data(data=response.body)) or b"")
    parts.append(connection.send(h11.EndOfMessage()) or b"")
    await channel.send(b"".join(parts))
