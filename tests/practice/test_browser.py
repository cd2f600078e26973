"""The pages as a browser meets them, and the practice tenant's own stand-in for one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests

from app.practice import PracticeTenant
from app.practice.browser import find_form

HOSTILE = "\"><script>alert(1)</script>&amp;'"


@dataclass
class Receiver:
    """What a desktop application listens with, in its simplest form."""

    url: str = ""
    answers: list[dict[str, str]] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    state = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._take(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._take(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _take(self, fields: str) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<p>received")
            state.answers.append(dict(parse_qsl(fields)))
            state.arrived.set()

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Keep the terminal quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://localhost:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield state
        server.shutdown()
        thread.join()


def page_url(tenant: PracticeTenant, redirect_uri: str, **given: str) -> str:
    asked = {
        "client_id": tenant.application_id,
        "response_type": "code",
        "redirect_uri": redirect_uri,
        "scope": tenant.cloud.identity.scope,
        "state": "the state",
        "response_mode": "form_post",
        **given,
    }
    authority = f"{tenant.cloud.identity.authority}/{tenant.domain}"
    return f"{authority}/oauth2/v2.0/authorize?{urlencode(asked)}"


@pytest.mark.parametrize("mode", ["form_post", "query"])
@pytest.mark.parametrize("decline", [False, True])
def test_pressing_ends_at_the_application(
    tenant: PracticeTenant, receiver: Receiver, mode: str, *, decline: bool
) -> None:
    url = page_url(tenant, receiver.url, response_mode=mode)
    end = tenant.press_sign_in(url, decline=decline)
    assert "received" in end.text
    (answer,) = receiver.answers
    assert answer["state"] == "the state"
    assert ("error" in answer) == decline
    assert ("code" in answer) != decline


def test_opened_browser_returns_at_once_and_arrives_later(
    tenant: PracticeTenant, receiver: Receiver
) -> None:
    tenant.browser(as_user="admin@contoso.test")(page_url(tenant, receiver.url))
    assert receiver.arrived.wait(10)
    assert "code" in receiver.answers[0]


def test_opened_browser_bears_that_nobody_listens(tenant: PracticeTenant) -> None:
    tenant.browser()(page_url(tenant, "http://localhost:1/"))
    tenant.stop()
    tenant.start()


@pytest.mark.parametrize("url", ["https://login.microsoftonline.com/x", "http://localhost/", "x"])
def test_stand_in_goes_nowhere_else(tenant: PracticeTenant, url: str) -> None:
    with pytest.raises(ValueError, match="not a page on this computer"):
        tenant.press_sign_in(url)


def test_real_browser_gets_the_same_page_without_a_certificate(tenant: PracticeTenant) -> None:
    url = page_url(tenant, "http://localhost:1/")
    plain = tenant.browser_url(url)
    assert plain.startswith("http://localhost:")
    with requests.Session() as session:
        session.trust_env = False
        assert "Choose the account" in session.get(plain).text
    assert tenant.browser_url("https://elsewhere.test/") == "https://elsewhere.test/"


def test_pages_show_hostile_text_as_text(tenant: PracticeTenant, web: requests.Session) -> None:
    page = web.get(page_url(tenant, "http://localhost:1/", state=HOSTILE, login_hint=HOSTILE))
    assert "<script>alert" not in page.text
    form = find_form(page.text)
    assert form is not None
    action = requests.compat.urljoin(page.url, form.action)
    back = web.post(action, data={**form.values, "choice": "sign_in"})
    assert "<script>alert" not in back.text
    answer = find_form(back.text)
    assert answer is not None
    assert answer.values["state"] == HOSTILE


def test_pages_allow_no_foreign_content(tenant: PracticeTenant, web: requests.Session) -> None:
    page = web.get(page_url(tenant, "http://localhost:1/"))
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert '<html lang="en">' in page.text
