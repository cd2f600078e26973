"""Fetches a small document over verified HTTPS; can be cancelled at any moment."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket
import ssl
import threading
import urllib.request
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

import h11

from app.domain.certificates.distrust import words_of

DEFAULT_CAP = 64 * 1024
"""What RFC 8461, 3.3, suggests for an MTA-STS policy, the longest text that is fetched here."""
_HEADER_CAP = 16 * 1024
"""As h11 has it by itself."""
_ADDRESS_DEADLINE_S = 2.0
"""Chosen: a third of the whole, so that a dead IPv6 address leaves time for the next one."""


class HttpProblem(StrEnum):
    """Why there is no usable answer."""

    NOT_HTTPS = "not_https"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    TLS = "tls"
    PROXY = "proxy"
    GARBLED = "garbled"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """What a server said, or why it could not be asked. Redirects are not followed."""

    url: str
    status: int = 0
    content_type: str = ""
    body: bytes = b""
    problem: HttpProblem | None = None
    detail: str = ""

    @property
    def is_ok(self) -> bool:
        """The document is there."""
        return self.problem is None and self.status == 200


class _RefusedError(Exception):
    def __init__(self, problem: HttpProblem, detail: str) -> None:
        super().__init__(detail)
        self.problem = problem


class AsyncHttp:
    """Asks over one TLS context, through the proxy that the environment or the system names."""

    def __init__(self, tls: ssl.SSLContext, *, deadline_s: float = 6.0) -> None:
        self._tls = tls
        self._deadline_s = deadline_s

    async def get(self, url: str, *, cap: int = DEFAULT_CAP, address: str = "") -> HttpAnswer:
        """Fetch a document; never raises for what the network does.

        `address` is where to connect instead of asking the system's resolver for the host.
        """
        blank = HttpAnswer(url=url)
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            return replace(blank, problem=HttpProblem.NOT_HTTPS)
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._fetch(blank, parts, cap, address)
        except TimeoutError:
            return replace(
                blank,
                problem=HttpProblem.TIMED_OUT,
                detail=f"no complete answer in {self._deadline_s:.0f} s",
            )
        except _RefusedError as exc:
            return replace(blank, problem=exc.problem, detail=str(exc))
        except ssl.SSLError as exc:
            return replace(blank, problem=HttpProblem.TLS, detail=words_of(exc) or "TLS failed")
        except OSError as exc:
            return replace(blank, problem=HttpProblem.UNREACHABLE, detail=exc.strerror or str(exc))
        except (h11.RemoteProtocolError, EOFError) as exc:
            return replace(blank, problem=HttpProblem.GARBLED, detail=str(exc))

    async def _fetch(
        self, blank: HttpAnswer, parts: SplitResult, cap: int, address: str
    ) -> HttpAnswer:
        host, port = parts.hostname or "", parts.port or 443
        proxy = "" if address else _find_proxy(host)
        if proxy:
            reader, writer = await _open_through_proxy(proxy, host, port)
        else:
            addresses = (address,) if address else await _find_addresses(host, port)
            reader, writer = await _open(addresses, port, _Tls(self._tls, host))
        try:
            if proxy:
                await writer.start_tls(self._tls, server_hostname=host)
            return await _exchange(blank, parts, reader, writer, cap)
        finally:
            writer.transport.abort()


class _Tls(NamedTuple):
    context: ssl.SSLContext
    host: str


async def _open(
    addresses: tuple[str, ...], port: int, tls: _Tls | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to the first address that answers, each of them given a share of the time."""
    problem = OSError("the host has no address")
    for address in addresses:
        try:
            async with asyncio.timeout(_ADDRESS_DEADLINE_S if len(addresses) > 1 else None):
                return await asyncio.open_connection(
                    address,
                    port,
                    ssl=tls.context if tls else None,
                    server_hostname=tls.host if tls else None,
                )
        except TimeoutError:
            problem = OSError(f"{address} does not answer")
        except ssl.SSLError:
            raise
        except OSError as exc:
            problem = exc
    raise problem


async def _find_addresses(host: str, port: int) -> tuple[str, ...]:
    """Ask the system, on a thread that nobody has to wait for when the answer is not wanted."""
    loop = asyncio.get_running_loop()
    found: asyncio.Future[tuple[str, ...] | OSError] = loop.create_future()

    def ask() -> None:
        answer: tuple[str, ...] | OSError
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer = tuple(dict.fromkeys(str(info[4][0]) for info in infos))
        except OSError as exc:
            answer = exc
        except UnicodeError:
            answer = OSError(f"{host} is not a host name")
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(hand_over, answer)

    def hand_over(answer: tuple[str, ...] | OSError) -> None:
        if not found.done():
            found.set_result(answer)

    threading.Thread(target=ask, name=f"address of {host}", daemon=True).start()
    answer = await found
    if isinstance(answer, OSError):
        raise answer
    return answer


def _find_proxy(host: str) -> str:
    if urllib.request.proxy_bypass(host):
        return ""
    return urllib.request.getproxies().get("https", "")


async def _open_through_proxy(
    proxy: str, host: str, port: int
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if parts.scheme != "http" or not parts.hostname:
        raise _RefusedError(HttpProblem.PROXY, f"a proxy of the kind {parts.scheme}: is not known")
    try:
        addresses = await _find_addresses(parts.hostname, parts.port or 80)
        reader, writer = await _open(addresses, parts.port or 80, None)
    except OSError as exc:
        raise _RefusedError(HttpProblem.PROXY, f"{parts.hostname}: {exc.strerror or exc}") from exc
    try:
        lines = [f"CONNECT {host}:{port} HTTP/1.1", f"Host: {host}:{port}", *_authorize(parts)]
        writer.write("\r\n".join([*lines, "", ""]).encode("ascii", "replace"))
        head = await reader.readuntil(b"\r\n\r\n")
    except (EOFError, asyncio.LimitOverrunError, OSError) as exc:
        writer.transport.abort()
        raise _RefusedError(HttpProblem.PROXY, f"{parts.hostname} hung up") from exc
    except BaseException:
        writer.transport.abort()
        raise
    words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    if len(words) < 2 or not words[1].startswith("2"):
        writer.transport.abort()
        raise _RefusedError(HttpProblem.PROXY, f"{parts.hostname} says {' '.join(words)[:100]}")
    return reader, writer


def _authorize(parts: SplitResult) -> list[str]:
    if not parts.username:
        return []
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return [f"Proxy-Authorization: Basic {base64.b64encode(pair.encode()).decode('ascii')}"]


async def _exchange(
    blank: HttpAnswer,
    parts: SplitResult,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    cap: int,
) -> HttpAnswer:
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEADER_CAP)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = [("Host", parts.netloc), ("Accept", "*/*"), ("Connection", "close")]
    request = h11.Request(method="GET", target=target, headers=headers)
    writer.write((connection.send(request) or b"") + (connection.send(h11.EndOfMessage()) or b""))
    await writer.drain()
    answer, body = blank, bytearray()
    while True:
        match connection.next_event():
            case h11.NEED_DATA:
                connection.receive_data(await reader.read(16 * 1024))
            case h11.Response(status_code=status, headers=received):
                kind = dict(received).get(b"content-type", b"").decode("latin-1")
                answer = replace(answer, status=status, content_type=kind)
            case h11.Data(data=data):
                body += data
                if len(body) > cap:
                    raise _RefusedError(HttpProblem.TOO_LARGE, f"more than {cap // 1024} KiB")
            case h11.EndOfMessage() | h11.PAUSED:
                return replace(answer, body=bytes(body))
            case h11.ConnectionClosed():
                raise EOFError("the connection was closed before the end")
