from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable

import pytest

from app.probe.http import AsyncHttp, HttpAnswer, HttpProblem
from tests.https_server import Answers, Authority, page, serve_https

AUTHORITY = Authority()


def fetch(
    answer: Callable[[str], bytes | None] | Answers,
    *,
    names: tuple[str, ...] = ("localhost",),
    path: str = "/x?y=1",
    context: ssl.SSLContext | None = None,
    deadline_s: float = 5.0,
) -> HttpAnswer:
    async def run() -> HttpAnswer:
        async with serve_https(AUTHORITY.server_context(*names), answer) as port:
            http = AsyncHttp(context or AUTHORITY.client_context(), deadline_s=deadline_s)
            return await http.get(f"https://localhost:{port}{path}", cap=1000)

    return asyncio.run(run())


def test_get_returns_the_document() -> None:
    answer = fetch({"/x?y=1": (200, "grüße")})
    assert (answer.is_ok, answer.body.decode()) == (True, "grüße")
    assert answer.content_type == "text/plain"


def test_get_reads_an_answer_in_chunks() -> None:
    wire = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    assert fetch(lambda _: wire).body == b"abc"


def test_get_does_not_follow_a_redirect() -> None:
    wire = b"HTTP/1.1 302 X\r\nLocation: http://localhost/\r\nContent-Length: 0\r\n\r\n"
    answer = fetch(lambda _: wire)
    assert (answer.status, answer.is_ok) == (302, False)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (lambda _: page(200, "x" * 2000), HttpProblem.TOO_LARGE),
        (lambda _: b"220 mail.contoso.test ESMTP\r\n", HttpProblem.GARBLED),
        (lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", HttpProblem.GARBLED),
        (lambda _: b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000, HttpProblem.GARBLED),
    ],
)
def test_get_names_what_is_wrong(
    answer: Callable[[str], bytes | None], problem: HttpProblem
) -> None:
    assert fetch(answer).problem is problem


def test_get_silent_server_ends_at_the_deadline() -> None:
    assert fetch(lambda _: None, deadline_s=0.2).problem is HttpProblem.TIMED_OUT


def test_get_certificate_for_another_name_is_refused() -> None:
    answer = fetch({"/x?y=1": (200, "")}, names=("elsewhere.test",))
    assert answer.problem is HttpProblem.TLS
    assert "localhost" in answer.detail


def test_get_unknown_authority_is_refused() -> None:
    answer = fetch({"/x?y=1": (200, "")}, context=ssl.create_default_context())
    assert answer.problem is HttpProblem.TLS


def test_get_bundles_in_the_environment_do_not_weaken_or_replace_trust(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, "/nowhere.pem")
    assert fetch({"/x?y=1": (200, "ok")}).is_ok


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://localhost/", HttpProblem.NOT_HTTPS),
        ("https:///x", HttpProblem.NOT_HTTPS),
        ("https://nowhere.invalid/", HttpProblem.UNREACHABLE),
        ("https://localhost:9/", HttpProblem.UNREACHABLE),
    ],
)
def test_get_what_cannot_be_asked_is_told(url: str, problem: HttpProblem) -> None:
    answer = asyncio.run(AsyncHttp(AUTHORITY.client_context()).get(url))
    assert answer.problem is problem


def test_get_connects_to_the_address_given_and_verifies_the_name() -> None:
    async def run() -> HttpAnswer:
        context = AUTHORITY.server_context("mta-sts.contoso.test")
        async with serve_https(context, {"/p": (200, "policy")}) as port:
            http = AsyncHttp(AUTHORITY.client_context())
            return await http.get(f"https://mta-sts.contoso.test:{port}/p", address="127.0.0.1")

    assert asyncio.run(run()).is_ok


def through_proxy(monkeypatch: pytest.MonkeyPatch, says: bytes) -> tuple[HttpAnswer, list[bytes]]:
    asked: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            asked.append(head)
            writer.write(says)
            await writer.drain()
            if says.startswith(b"HTTP/1.1 200"):
                port = int(head.split(b" ")[1].split(b":")[1])
                there, back = await asyncio.open_connection("127.0.0.1", port)
                await asyncio.gather(_pump(reader, back), _pump(there, writer))
        finally:
            writer.transport.abort()
            done.set()

    async def run() -> HttpAnswer:
        server = await asyncio.start_server(proxy, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("https_proxy", f"http://anna:s%40e@127.0.0.1:{port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        context = AUTHORITY.server_context("localhost")
        async with server, serve_https(context, {"/p": (200, "policy")}) as there:
            http = AsyncHttp(AUTHORITY.client_context(), deadline_s=3)
            answer = await http.get(f"https://localhost:{there}/p")
            await done.wait()
            return answer

    done = asyncio.Event()
    return asyncio.run(run()), asked


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while octets := await reader.read(4096):
            writer.write(octets)
            await writer.drain()
    except ConnectionError:
        pass
    writer.transport.abort()


def test_get_goes_through_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    answer, asked = through_proxy(monkeypatch, b"HTTP/1.1 200 established\r\n\r\n")
    assert answer.is_ok
    assert b"Proxy-Authorization: Basic YW5uYTpzQGU=" in asked[0]


def test_get_proxy_that_refuses_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    answer, _ = through_proxy(monkeypatch, b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
    assert answer.problem is HttpProblem.PROXY
    assert "407" in answer.detail
    assert "s@e" not in answer.detail
