"""One DNS exchange with one server: UDP first, TCP where the answer does not fit."""

from __future__ import annotations

import asyncio
import socket

import dns.asyncquery
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype

EDNS_PAYLOAD = 1232  # DNS flag day 2020: the largest that is not fragmented on any usual path
_LEAST_S = 0.01
"""Chosen: a wait that is used up still takes what has come in."""
_LEAST_TCP_S = 0.2
"""Chosen: a shortened answer may come when the wait is nearly used up; two round trips by TCP fit
in this with a server that is 100 ms away."""
_NO_EDNS = frozenset({dns.rcode.FORMERR, dns.rcode.NOTIMP, dns.rcode.BADVERS})


class ServerSilentError(Exception):
    """No usable answer came within the time given."""


class ServerUnreachableError(Exception):
    """The operating system says that nothing can be sent there, or that nobody listens."""


class ServerGarbledError(Exception):
    """Something came from the server, and it was not a DNS answer."""


class TcpNeededError(Exception):
    """The answer was cut off on UDP, and TCP to port 53 did not work."""


class _Datagrams(asyncio.DatagramProtocol):
    """Waits on a connected socket for the one answer to one question; drops all that is not it.

    The kernel drops what comes from another address or port, since the socket is connected.
    """

    def __init__(self, query: dns.message.Message) -> None:
        self._query = query
        self.answer: asyncio.Future[dns.message.Message] = (
            asyncio.get_running_loop().create_future()
        )
        self.garbled = False

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        del addr
        try:
            message = dns.message.from_wire(data, ignore_trailing=True)
        except dns.exception.DNSException:
            self.garbled = True
            return
        if not self.answer.done() and self._query.is_response(message):
            self.answer.set_result(message)

    def error_received(self, exc: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(exc)


def _make_query(
    name: dns.name.Name, kind: dns.rdatatype.RdataType, *, edns: bool, recursion: bool
) -> dns.message.QueryMessage:
    query = dns.message.make_query(
        name, kind, use_edns=0 if edns else -1, payload=EDNS_PAYLOAD if edns else 0
    )
    if recursion:
        query.flags |= dns.flags.AD  # RFC 6840, 5.7: asks for the AD bit without all signatures
    else:
        query.flags &= ~dns.flags.RD
    return query


async def _ask_udp(
    query: dns.message.Message, server: str, port: int, timeout_s: float
) -> dns.message.Message:
    protocol = _Datagrams(query)
    try:
        async with asyncio.timeout(timeout_s):
            loop = asyncio.get_running_loop()
            transport, _ = await loop.create_datagram_endpoint(
                lambda: protocol, remote_addr=(server, port)
            )
            try:
                transport.sendto(query.to_wire())
                return await protocol.answer
            finally:
                transport.close()
    except TimeoutError as exc:
        if protocol.garbled:
            raise ServerGarbledError("what it sent is not a DNS message") from exc
        raise ServerSilentError(f"no answer in {timeout_s:.1f} s") from exc
    except OSError as exc:
        raise ServerUnreachableError(_os_reason(exc)) from exc


async def _ask_tcp(
    query: dns.message.Message, server: str, port: int, timeout_s: float
) -> dns.message.Message:
    try:
        async with asyncio.timeout(timeout_s):
            return await dns.asyncquery.tcp(query, server, port=port)
    except (TimeoutError, dns.exception.Timeout) as exc:
        raise TcpNeededError(f"TCP port {port} did not answer in {timeout_s:.1f} s") from exc
    except (OSError, EOFError) as exc:
        raise TcpNeededError(f"TCP port {port}: {_os_reason(exc)}") from exc
    except (dns.exception.DNSException, dns.query.BadResponse) as exc:
        raise ServerGarbledError("what it sent over TCP is not a DNS message") from exc


def _os_reason(exc: OSError | EOFError) -> str:
    match exc:
        case ConnectionRefusedError() | ConnectionResetError():
            return "nobody listens there"
        case EOFError():
            return "the connection was closed"
        case socket.gaierror():
            return "its address cannot be used"
        case OSError(strerror=str(text)):
            return text
    return type(exc).__name__


async def exchange(
    name: dns.name.Name,
    kind: dns.rdatatype.RdataType,
    *,
    server: str,
    port: int,
    timeout_s: float,
    recursion: bool = True,
) -> dns.message.Message:
    """Ask one server once; raises one of this module's errors when no answer can be had."""
    deadline = asyncio.get_running_loop().time() + timeout_s
    for edns in (True, False):
        query = _make_query(name, kind, edns=edns, recursion=recursion)
        left = _left(deadline)
        answer = await _ask_udp(query, server, port, left)
        if answer.flags & dns.flags.TC:
            answer = await _ask_tcp(query, server, port, _left(deadline, floor_s=_LEAST_TCP_S))
        if edns and answer.rcode() in _NO_EDNS:
            continue
        return answer
    raise ServerGarbledError("it refuses the question in every form")


def _left(deadline: float, *, floor_s: float = _LEAST_S) -> float:
    return max(floor_s, deadline - asyncio.get_running_loop().time())
