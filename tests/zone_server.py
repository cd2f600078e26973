"""A small DNS server on loopback, on real sockets, with the faults that real ones have."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, cast

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

Zones = Mapping[str, Mapping[str, Sequence[str]]]
"""Name to type to records in presentation form; a TXT record is given without quotes, and its
strings are divided by `|`."""


@dataclass
class Faults:
    """What goes wrong, by name (lower case, no trailing dot); `*` means every name."""

    silent: set[str] = field(default_factory=set)
    silent_kinds: set[tuple[str, str]] = field(default_factory=set)
    """Names and types that get no answer."""
    servfail: dict[str, tuple[int, str]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    garbled: set[str] = field(default_factory=set)
    forged: set[str] = field(default_factory=set)
    """A wrong id, a wrong question and a wrong sender come before the true answer."""
    truncated: set[str] = field(default_factory=set)
    authenticated: set[str] = field(default_factory=set)
    no_edns: bool = False
    no_tcp: bool = False
    ad_page: str = ""
    """Answers every question for an address with this one, as a captive portal does."""
    delay_s: float = 0.0
    """How long every answer takes, as over a slow line."""
    no_chase: bool = False
    """Hands out one alias at a time, as an authoritative server does across zones."""


class ZoneServer:
    """Serves zones over UDP and TCP on one port of 127.0.0.1, from a thread of its own."""

    def __init__(
        self,
        zones: Zones,
        faults: Faults | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.zones = {name.lower().rstrip("."): records for name, records in zones.items()}
        self.faults = faults or Faults()
        self.host = host
        self.port = port
        self.asked: Counter[tuple[str, str]] = Counter()
        self.over_tcp = 0
        self.questions = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self

    def __exit__(self, *exc: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _open(self) -> None:
        wanted = self.port
        for _ in range(20):
            self._udp, _protocol = await self._loop.create_datagram_endpoint(
                lambda: _Udp(self), local_addr=(self.host, wanted)
            )
            self.port = self._udp.get_extra_info("sockname")[1]
            if self.faults.no_tcp:
                self._tcp = None
                return
            try:
                self._tcp = await asyncio.start_server(self._serve_tcp, self.host, self.port)
            except OSError:
                self._udp.close()
                continue
            return
        raise OSError("no port is free for both UDP and TCP")

    async def _close(self) -> None:
        self._udp.close()
        if self._tcp is not None:
            self._tcp.close()
            await self._tcp.wait_closed()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    async def _serve_tcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            size = int.from_bytes(await reader.readexactly(2), "big")
            query = dns.message.from_wire(await reader.readexactly(size))
            self.over_tcp += 1
            await asyncio.sleep(self.faults.delay_s)
            wire = self.answer(query).to_wire(max_size=65535)
            writer.write(len(wire).to_bytes(2, "big") + wire)
            await writer.drain()
        writer.close()

    def has(self, faults: set[str], name: str) -> bool:
        return name in faults or "*" in faults

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(query, recursion_available=True)
        question = query.question[0]
        name = plain(question.name)
        kind = dns.rdatatype.to_text(question.rdtype)
        if self.faults.no_edns and query.edns >= 0:
            response.set_rcode(dns.rcode.FORMERR)
            response.use_edns(-1)
            return response
        trouble = self.faults.servfail.get(name) or self.faults.servfail.get("*")
        if trouble is not None and (kind != "CNAME" or name not in self.zones):
            response.set_rcode(dns.rcode.SERVFAIL)
            response.use_edns(
                0, options=[dns.edns.EDEOption(dns.edns.EDECode(trouble[0]), trouble[1])]
            )
        elif self.has(self.faults.refused, name):
            response.set_rcode(dns.rcode.REFUSED)
        else:
            self._fill(response, question.name, kind)
        if self.has(self.faults.authenticated, name):
            response.flags |= dns.flags.AD
        return response

    def _fill(self, response: dns.message.Message, owner: dns.name.Name, kind: str) -> None:
        for _ in range(20):
            key = plain(owner)
            records = self.zones.get(key)
            if self.faults.ad_page and kind == "A":
                response.answer.append(_rrset(owner, kind, [self.faults.ad_page]))
                return
            if records is None:
                if not any(name.endswith("." + key) for name in self.zones):
                    response.set_rcode(dns.rcode.NXDOMAIN)
                return
            if records.get(kind):
                response.answer.append(_rrset(owner, kind, records[kind]))
                return
            if "CNAME" not in records:
                return
            response.answer.append(_rrset(owner, "CNAME", records["CNAME"]))
            owner = response.answer[-1][0].target
            if self.faults.no_chase:
                return


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, server: ZoneServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        name = plain(query.question[0].name)
        kind = dns.rdatatype.to_text(query.question[0].rdtype)
        self._server.asked[name, kind] += 1
        self._server.questions += 1
        faults = self._server.faults
        if self._server.has(faults.silent, name) or (name, kind) in faults.silent_kinds:
            return
        if self._server.has(faults.garbled, name):
            self._transport.sendto(data[:2] + b"\x80\x00\x00\x01HTTP/1.1 400 Bad", addr)
            return
        if self._server.has(faults.forged, name):
            for wire in _forgeries(query):
                self._transport.sendto(wire, addr)
            self._server._loop.create_task(_send_from_elsewhere(query, addr))
        response = self._server.answer(query)
        wire = response.to_wire(max_size=65535)
        if len(wire) > (query.payload or 512) or self._server.has(faults.truncated, name):
            response.answer = []
            response.flags |= dns.flags.TC
            wire = response.to_wire()
        if faults.delay_s:
            self._server._loop.call_later(faults.delay_s, self._transport.sendto, wire, addr)
        else:
            self._transport.sendto(wire, addr)


def plain(name: dns.name.Name) -> str:
    """Write a name without escapes, so that it can be looked up as a person wrote it."""
    return b".".join(name.labels[:-1]).decode("utf-8", "replace").lower()


def _forgeries(query: dns.message.Message) -> Iterator[bytes]:
    wrong_id = _forge(query)
    wrong_id.id = query.id ^ 0x5555
    yield wrong_id.to_wire()
    other = dns.message.make_query("elsewhere.example.", query.question[0].rdtype)
    other.id = query.id
    yield _forge(other).to_wire()
    yield b"\x00"


def _forge(query: dns.message.Message) -> dns.message.Message:
    response = dns.message.make_response(query, recursion_available=True)
    owner, kind = query.question[0].name, dns.rdatatype.to_text(query.question[0].rdtype)
    text = {"TXT": "v=spf1 +all", "A": "203.0.113.66", "MX": "1 evil.example."}.get(kind, "")
    if text:
        response.answer.append(_rrset(owner, kind, [text]))
    return response


async def _send_from_elsewhere(query: dns.message.Message, addr: tuple[str, int]) -> None:
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0)
    )
    transport.sendto(_forge(query).to_wire(), addr)
    transport.close()


def _rrset(owner: dns.name.Name, kind: str, records: Sequence[str]) -> dns.rrset.RRset:
    made = dns.rrset.RRset(owner, dns.rdataclass.IN, dns.rdatatype.from_text(kind))
    for text in records:
        made.add(_record(kind, text), ttl=60)
    return made


def _record(kind: str, text: str) -> dns.rdata.Rdata:
    if kind != "TXT":
        return dns.rdata.from_text("IN", kind, text)
    return dns.rdata.from_text("IN", "TXT", " ".join(map(_quote, text.split("|"))))


def _quote(text: str) -> str:
    """Write one string, or several where it is longer than the 255 octets of one."""
    octets = text.encode("utf-8", "surrogateescape")
    parts = [octets[at : at + 255] for at in range(0, len(octets), 255)] or [b""]
    return " ".join('"' + "".join(f"\\{octet:03d}" for octet in part) + '"' for part in parts)
