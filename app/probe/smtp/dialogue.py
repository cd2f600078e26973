"""One SMTP dialogue: every step within its deadline, every word written down, no secret shown."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from aiosmtplib.errors import SMTPServerDisconnected
from aiosmtplib.protocol import PERIOD_REGEX, normalize_message_line_endings

from app.domain.errors import InputError
from app.domain.path import Endpoint
from app.domain.records.lookup import Resolver
from app.probe.smtp.dialing import dial, find_addresses
from app.probe.smtp.fault import RefusedError, SilenceError, SmtpError, TlsError, WireError
from app.probe.smtp.reply import Features, Reply
from app.probe.smtp.stage import Stage, code_of_alert, code_of_end, code_of_silence, reply_stage
from app.probe.smtp.transcript import Transcript
from app.probe.smtp.wire import SmtpWire, printable

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x80-\x9f]")
_LAST_WORDS = re.compile(rb"[45][0-9]{2}[ -]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long each step may take in all, in seconds.

    RFC 5321, 4.5.3.2, lets servers wait for minutes. Chosen: a person looks on, so ten seconds are
    late; a server that scans a message may take three times as long to take it.
    """

    connect: float = 10.0
    greeting: float = 10.0
    command: float = 10.0
    handshake: float = 10.0
    data_end: float = 30.0
    second_look: float = 3.0
    """After so much silence we ask whether the port wants TLS at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Where to call, and how names become addresses."""

    endpoint: Endpoint
    resolver: Resolver | None = None
    family: socket.AddressFamily | None = None
    """None: IPv4 and IPv6, whichever answers first."""
    deadlines: Deadlines = Deadlines()


class Dialogue:
    """One connection to one server. Raises SmtpError for everything the other side can do."""

    def __init__(self, caller: Caller, transcript: Transcript | None = None) -> None:
        self.caller = caller
        self.transcript = transcript or Transcript()
        self.features = Features()
        self.greeting_date = ""
        """The server's clock, as its greeting tells it; empty where it does not."""
        self.peer_ip = ""
        self.local_ip = ""
        self._wire: SmtpWire | None = None
        self._verified = False
        self._ended = False

    @property
    def is_open(self) -> bool:
        """The connection stands, as far as is known."""
        return self._wire is not None and self._wire.is_connected and not self._ended

    @property
    def is_verified(self) -> bool:
        """TLS is on and the certificate was verified for this host; secrets may pass."""
        return self._verified

    @property
    def tls(self) -> ssl.SSLObject | None:
        """The TLS layer, once there is one."""
        transport = self._wire.transport if self._wire else None
        found: ssl.SSLObject | None = transport.get_extra_info("ssl_object") if transport else None
        return found

    async def connect(self) -> None:
        """Open the connection; the server's greeting is a step of its own."""
        endpoint, deadline_s = self.caller.endpoint, self.caller.deadlines.connect
        began = time.perf_counter()
        async with self._within(deadline_s, Stage.CONNECT):
            addresses = await find_addresses(
                endpoint.host, self.caller.resolver, self.caller.family
            )
        sock = await dial(addresses, endpoint.port, deadline_s - (time.perf_counter() - began))
        self.peer_ip, self.local_ip = sock.getpeername()[0], sock.getsockname()[0]
        try:
            _, self._wire = await asyncio.get_running_loop().create_connection(
                lambda: SmtpWire(self._on_line), sock=sock
            )
        except OSError as exc:
            sock.close()
            raise WireError("smtp.greeting.closed", str(exc)) from exc
        self.transcript.note(f"connected to {self.peer_ip} port {endpoint.port}")

    async def read_greeting(self) -> Reply:
        """Wait for the server's first words; raise RefusedError when they are a refusal."""
        wire = self._wire
        if wire is None:
            raise self._explain_end(Stage.GREETING)
        async with self._within(self.caller.deadlines.greeting, Stage.GREETING):
            try:
                await wire.read_response()
            except SMTPServerDisconnected as exc:
                raise self._explain_end(Stage.GREETING) from exc
        reply = self._last_reply(wire)
        self.greeting_date = reply.date
        code = "smtp.greeting.not_now" if reply.is_temporary else "smtp.greeting.refused"
        return self._accept(reply, code, stage=Stage.GREETING)

    async def say_hello(self, name: str) -> Features:
        """Say EHLO, and HELO where EHLO is not understood."""
        reply = await self.command(f"EHLO {name}", stage=Stage.EHLO)
        if reply.is_positive:
            self.features = Features.read(reply)
            return self.features
        if reply.code not in (500, 501, 502, 504, 550):
            self._accept(reply, "smtp.ehlo.refused", stage=Stage.CONNECT)
        older = await self.command(f"HELO {name}", stage=Stage.EHLO)
        self._accept(older, "smtp.ehlo.refused", stage=Stage.CONNECT)
        self.features = Features(greeting=(older.body or ("",))[0], extended=False)
        return self.features

    async def ask_for_tls(self) -> None:
        """Say STARTTLS; raise where it is not offered, refused, or followed by smuggled bytes."""
        if self.features.masked:
            raise TlsError("smtp.starttls.mangled", self.features.masked)
        if "STARTTLS" not in self.features.extensions:
            raise TlsError("smtp.starttls.absent", "\n".join(self.features.extensions))
        reply = await self.command("STARTTLS", stage=Stage.STARTTLS)
        code = "smtp.starttls.not_now" if reply.is_temporary else "smtp.starttls.refused"
        self._accept(reply, code, stage=Stage.CONNECT)
        await asyncio.sleep(0)  # lets bytes that are already here show themselves
        if smuggled := self._require_wire().unasked:
            self.close()
            raise TlsError("smtp.starttls.injected", printable(smuggled))

    async def encrypt(self, context: ssl.SSLContext) -> None:
        """Do the TLS handshake; raise ssl.SSLError as it is, for it names the cause."""
        wire = self._require_wire()
        host = self.caller.endpoint.host
        transport = wire.transport
        if not isinstance(transport, asyncio.Transport):
            raise self._explain_end(Stage.STARTTLS)
        async with self._within(self.caller.deadlines.handshake, Stage.HANDSHAKE):
            try:
                wire.transport = await asyncio.get_running_loop().start_tls(
                    transport, wire, context, server_hostname=host, ssl_handshake_timeout=600
                )
            except ssl.SSLError:
                raise
            except OSError as exc:
                raise TlsError("smtp.tls.cut", str(exc)) from exc
        wire.forget_plaintext()
        self.features = Features()
        self._verified = context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname
        layer = self.tls
        cipher = (layer.cipher() if layer else None) or ("",)
        self.transcript.note(f"encrypted: {layer.version() if layer else ''} {cipher[0]}")

    async def command(
        self, line: str, *, stage: Stage, shown: str | None = None, deadline_s: float | None = None
    ) -> Reply:
        """Send one line and read its reply; `shown` stands for it in the transcript."""
        if _CONTROL.search(line):
            raise InputError("input.smtp.control_character", evidence=repr(shown or line)[:300])
        wire = self._require_wire(stage)
        if _LAST_WORDS.match(wire.unasked):
            raise self._explain_end(stage)
        wire.unasked = b""
        self.transcript.client(line if shown is None else shown)
        async with self._within(deadline_s or self.caller.deadlines.command, stage):
            try:
                await wire.execute_command(line.encode())
            except SMTPServerDisconnected as exc:
                raise self._explain_end(stage) from exc
        return self._last_reply(wire)

    async def send_message(self, message: bytes) -> Reply:
        """Send what follows DATA, dot-stuffed, with CRLF alone as line end, and the final dot."""
        wire = self._require_wire(Stage.DATA_END)
        content = PERIOD_REGEX.sub(b"..", normalize_message_line_endings(message))
        self.transcript.client(f"({len(content)} bytes of message, then a dot)")
        async with self._within(self.caller.deadlines.data_end, Stage.DATA_END):
            try:
                await wire.send_content(content + b".\r\n")
            except SMTPServerDisconnected as exc:
                raise self._explain_end(Stage.DATA_END) from exc
        return self._last_reply(wire)

    async def quit(self) -> None:
        """Say goodbye where the connection stands; its answer does not matter."""
        if self.is_open:
            with suppress(SmtpError):
                await self.command("QUIT", stage=Stage.QUIT, deadline_s=1.0)
        self.close()

    def close(self) -> None:
        """Drop the connection at once."""
        self._ended = True
        transport = self._wire.transport if self._wire else None
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    @staticmethod
    def _accept(reply: Reply, code: str, *, stage: Stage) -> Reply:
        if reply.is_positive:
            return reply
        raise RefusedError(code, reply, stage=reply_stage(stage))

    def _on_line(self, line: str) -> None:
        self.transcript.server(line)

    def _last_reply(self, wire: SmtpWire) -> Reply:
        reply = wire.reply
        if reply is None:
            raise WireError("smtp.closed", "")
        return Reply(code=reply.code, lines=tuple(self.transcript.clean(x) for x in reply.lines))

    def _require_wire(self, stage: Stage = Stage.CONNECT) -> SmtpWire:
        if self._wire is None or not self._wire.is_connected or self._ended:
            raise self._explain_end(stage)
        return self._wire

    def _explain_end(self, stage: Stage) -> WireError | RefusedError | TlsError:
        """Name the end of a connection by the step in which it came."""
        wire = self._wire
        if code := code_of_alert(wire.tls_alert if wire else ""):
            # TLS 1.3 judges our certificate after the handshake, so the answer comes this late.
            self._ended = True
            return TlsError(code, wire.tls_alert if wire else "")
        last_words = wire.unasked if wire else b""
        self._ended = True
        if _LAST_WORDS.match(last_words):
            lines = tuple(self.transcript.clean(printable(last_words)).splitlines())
            reply = Reply(code=int(lines[0][:3]), lines=lines)
            return RefusedError("smtp.closed", reply, stage=reply_stage(stage))
        was_reset = wire is not None and wire.was_reset
        evidence = "connection reset" if was_reset else "connection closed"
        pending = self.transcript.clean(printable(wire.pending[:300])) if wire else ""
        self.transcript.note(evidence)
        code = code_of_end(stage, was_reset=was_reset)
        return WireError(code, f"{evidence}\n{pending}".strip(), values={"stage": stage})

    @asynccontextmanager
    async def _within(self, seconds: float, stage: Stage) -> AsyncIterator[None]:
        """Bound a whole step; the connection ends with it when the time is up."""
        before = self._wire.received if self._wire else 0
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError as exc:
            got = (self._wire.received if self._wire else 0) - before
            evidence = printable(self._wire.pending[:300]) if self._wire else ""
            self.transcript.note(f"no complete answer within {seconds:g} s")
            self.close()
            code = code_of_silence(stage, got_bytes=got > 0)
            values = {"seconds": f"{seconds:g}", "stage": stage}
            raise SilenceError(code, self.transcript.clean(evidence), values=values) from exc
        except WireError as fault:
            self.close()
            raise type(fault)(
                fault.code, self.transcript.clean(fault.evidence), values=fault.values
            ) from fault
