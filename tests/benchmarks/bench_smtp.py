"""How long a whole SMTP session takes against the bare round trips, and when deadlines end it.

Run it by hand: `python tests/benchmarks/bench_smtp.py`. The bare round trips are smtplib's, which
does the same dialogue without looking at anything; both go through the same delay.
"""

from __future__ import annotations

import asyncio
import base64
import smtplib
import ssl
import statistics
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.catalogue import Catalogue
from app.domain.path import Endpoint
from app.practice import PracticeTenant
from app.probe.plan import run_plan
from app.probe.sending.submission import SubmissionChecks, SubmissionQuestion
from app.probe.smtp.dialogue import Deadlines
from app.services.trust import build_tls_context
from tests.probe.smtp_server import Peer, Script, ScriptedServer

ROUNDS = 5
LATENCIES_MS = (0, 50, 200)
DEADLINE_S = 1.0
MOST_RATIO = 1.3
"""Of a session to its bare round trips, where there are any: at 0 ms only the processor counts."""
MOST_LATE_S = 0.5


class DelayProxy:
    """Passes bytes on after half of a round trip each way."""

    def __init__(self, target: int, round_trip_s: float) -> None:
        self._target, self._half = target, round_trip_s / 2
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()

    async def _start(self) -> int:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.CancelledError):
            await self._join(reader, writer)

    def close(self) -> None:
        """Stop, with every connection that still stands."""

        async def end() -> None:
            rest = asyncio.all_tasks() - {asyncio.current_task()}
            for task in rest:
                task.cancel()
            await asyncio.gather(*rest, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            self._loop.call_later(self._half, writer.write, data)
        self._loop.call_later(self._half, writer.close)


async def _whole(question: SubmissionQuestion) -> None:
    async with SubmissionChecks(question) as session:
        result = await run_plan(session.checks, lambda event: None)
    problems = [one.code for one in result.findings if not one.is_well]
    assert not problems, problems


def _bare(port: int, tls: ssl.SSLContext, user: str, token: str, to: str) -> None:
    blob = base64.b64encode(f"user={user}\x01auth=Bearer {token}\x01\x01".encode()).decode()
    with smtplib.SMTP("localhost", port) as smtp:
        smtp.ehlo()
        smtp.starttls(context=tls)
        smtp.ehlo()
        smtp.docmd("AUTH", "XOAUTH2")
        smtp.docmd(blob)
        smtp.sendmail(user, [to], b"Subject: bench\r\n\r\nbench\r\n")


def _median(work: Callable[[], None]) -> float:
    work()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def _compare(tenant: PracticeTenant, catalogue: Catalogue, latency_ms: int) -> float:
    tls = build_tls_context(tenant.cloud.trust.ca_file)
    proxy = DelayProxy(tenant.cloud.smtp.port, latency_ms / 1000)
    token, to = tenant.issue_token(), f"admin@{tenant.domain}"
    question = SubmissionQuestion(
        endpoint=Endpoint(host="localhost", port=proxy.port),
        tls=tls,
        catalogue=catalogue,
        username=tenant.user,
        token=token,
        recipients=(to,),
    )
    whole = _median(lambda: asyncio.run(_whole(question)))
    bare = _median(lambda: _bare(proxy.port, tls, tenant.user, token.reveal(), to))
    row = f"{latency_ms:5d} ms  {whole * 1000:8.0f} ms  {bare * 1000:8.0f} ms  {whole / bare:5.2f}"
    sys.stdout.write(row + "\n")
    proxy.close()
    return whole / bare


async def _says_nothing(peer: Peer) -> None:
    await peer.hang()


async def _drips(peer: Peer) -> None:
    while True:
        await peer.send_raw(b"2")
        await asyncio.sleep(0.05)


async def _deadline(script: Script, catalogue: Catalogue) -> tuple[str, float]:
    async with ScriptedServer(script) as server:
        question = SubmissionQuestion(
            endpoint=Endpoint(host="127.0.0.1", port=server.port),
            tls=ssl.create_default_context(),
            catalogue=catalogue,
            deadlines=Deadlines(greeting=DEADLINE_S, second_look=DEADLINE_S / 3),
        )
        began = time.perf_counter()
        async with SubmissionChecks(question) as session:
            result = await run_plan(session.checks, lambda event: None)
        return result.findings[-1].code, time.perf_counter() - began


def main() -> int:
    catalogue, missed = Catalogue(), []
    sys.stdout.write("latency     session         bare  ratio\n")
    with PracticeTenant() as tenant:
        for latency_ms in LATENCIES_MS:
            ratio = _compare(tenant, catalogue, latency_ms)
            if latency_ms and ratio > MOST_RATIO:
                missed.append(f"{ratio:.2f} times the bare round trips at {latency_ms} ms")
    for script in (_says_nothing, _drips):
        code, took = asyncio.run(_deadline(script, catalogue))
        sys.stdout.write(f"{code}: ended after {took:.2f} s of {DEADLINE_S:.2f} s\n")
        if took > DEADLINE_S + MOST_LATE_S:
            missed.append(f"{code}: {took - DEADLINE_S:.2f} s late")
    sys.stdout.writelines(f"missed: {one}\n" for one in missed)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
