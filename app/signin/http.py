"""The HTTP client that msal works with: https only, bounded in time and size, and only JSON.

It raises SignInError itself, so that msal never sees an answer that it would turn into a traceback,
a logged body or a 60-second replay.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

from app.signin.errors import SignInError, explain_answer, find_code, place_of, sign_in_error
from app.signin.issuer import read_issuer
from app.signin.request import SignInRequest
from app.signin.transport import Failure, name_failure

_MAX_ANSWER = 1024 * 1024
"""Chosen: far more than a sign-in service says."""
_CHUNK = 16 * 1024
_SILENCE_S = 10.0
"""Longest pause within an answer; the deadline bounds the whole of it."""
_DEFAULT_WAIT_S = 5
"""What msal waits, too, where the service does not say how long."""
_LONGEST_WAIT_S = 3600
"""Chosen: nobody is told to come back tomorrow because of a header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """An answer in the shape that msal expects; its body is a JSON object."""

    status_code: int
    text: str = field(repr=False)
    headers: Mapping[str, str]

    def raise_for_status(self) -> None:
        """Do nothing: what has to be raised was raised before this was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a browser would be shown, or where it would be sent."""

    leads_to: str
    """Empty: nowhere else."""
    text: str = field(repr=False)


class _OwnTrustAdapter(HTTPAdapter):
    """Verifies by the given context alone, whatever REQUESTS_CA_BUNDLE says."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._tls = tls
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=self._tls)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        return super().proxy_manager_for(*args, **kwargs, ssl_context=self._tls)

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        return super().send(*args, **{**kwargs, "verify": True})

    def cert_verify(self, conn: Any, *args: Any, **kwargs: Any) -> None:
        # The base would load certifi's roots into the shared context here.
        conn.cert_reqs = "CERT_REQUIRED"


class IdentityHttp:
    """Talks to the sign-in service of one request; closed after one try."""

    def __init__(self, request: SignInRequest) -> None:
        self._request = request
        self._session = requests.Session()
        self._session.mount("https://", _OwnTrustAdapter(request.tls))
        self._session.auth = _leave_alone
        self.skew_s = 0.0
        """How far this computer's clock is ahead of the service's."""

    def get(
        self, url: str, params: Any = None, headers: Any = None, **_others: object
    ) -> HttpAnswer:
        answer = self._send("GET", url, params=params, headers=headers)
        if answer.status_code != 200:
            raise self._explain_json(answer, url)
        return answer

    def post(
        self,
        url: str,
        params: Any = None,
        data: Any = None,
        headers: Any = None,
        **_others: object,
    ) -> HttpAnswer:
        return self._send("POST", url, params=params, data=data, headers=headers)

    def visit(self, url: str) -> Page:
        """Open a page that is meant for a browser; whatever its status, it is an answer."""
        response, body = self._fetch("GET", url)
        return Page(leads_to=response.headers.get("Location", ""), text=body)

    def close(self) -> None:
        self._session.close()

    def fail(self, code: str, url: str, evidence: str = "", **values: str) -> SignInError:
        """Make the error for something that happened at an address."""
        known = place_of(url)
        return sign_in_error(
            self._request.catalogue,
            code,
            subject=known["host"],
            evidence=evidence,
            values=known | values,
        )

    def _send(self, method: str, url: str, **content: Any) -> HttpAnswer:
        response, body = self._fetch(method, url, **content)
        self.skew_s = _skew(response.headers)
        self._check_status(response, body, url)
        return HttpAnswer(status_code=response.status_code, text=body, headers=response.headers)

    def _fetch(self, method: str, url: str, **content: Any) -> tuple[requests.Response, str]:
        if not url.lower().startswith("https://"):
            raise self.fail("signin.not_https", url, evidence=url)
        self._session.trust_env = not _is_this_computer(url)
        ends_at = time.monotonic() + self._request.answer_deadline_s
        silence = min(_SILENCE_S, self._request.answer_deadline_s)
        try:
            with self._session.request(
                method, url, timeout=silence, stream=True, allow_redirects=False, **content
            ) as response:
                return response, self._read_body(response, url, ends_at)
        except requests.RequestException as exc:
            raise self._explain_failure(name_failure(exc), url, silence) from exc

    def _explain_failure(self, failure: Failure, url: str, silence: float) -> SignInError:
        evidence = failure.evidence
        is_direct = not (self._session.trust_env and get_environ_proxies(url))
        if failure.code == "signin.tls_untrusted" and is_direct:
            place = place_of(url)
            evidence = f"{evidence}; {read_issuer(place['host'], int(place['port']))}"
        seconds = f"{silence:g}"
        return self.fail(failure.code, url, evidence=evidence, seconds=seconds, clock=_clock())

    def _read_body(self, response: requests.Response, url: str, ends_at: float) -> str:
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > _MAX_ANSWER:
                raise self.fail("signin.too_long", url, evidence=f"more than {_MAX_ANSWER} bytes")
            if time.monotonic() > ends_at:
                seconds = f"{self._request.answer_deadline_s:g}"
                raise self.fail("signin.no_answer", url, seconds=seconds)
        return body.decode("utf-8", "replace")

    def _check_status(self, response: requests.Response, body: str, url: str) -> None:
        """Raise for everything that is not a JSON object of a status that OAuth knows."""
        status, content = response.status_code, _read_object(body)
        seen = f"HTTP {status} {response.reason or ''}: {' '.join(body[:600].split())}"
        if 300 <= status < 400:
            raise self.fail("signin.redirected", url, evidence=response.headers.get("Location", ""))
        if status == 407:
            raise self.fail("signin.proxy_password", url, evidence=seen)
        if status == 429:
            raise self._throttled(response, url, seen)
        if status >= 500:
            if content is not None and find_code(self._request.catalogue, content):
                raise self._explain(content)
            raise self.fail("signin.service_failed", url, evidence=seen, status=str(status))
        if content is None:
            raise self.fail("signin.unexpected_answer", url, evidence=seen)

    def _throttled(self, response: requests.Response, url: str, seen: str) -> SignInError:
        asked = response.headers.get("Retry-After", "")
        wait = min(int(asked), _LONGEST_WAIT_S) if asked.isdecimal() else _DEFAULT_WAIT_S
        error = self.fail("signin.throttled", url, evidence=seen, seconds=str(wait))
        error.retry_after_s = wait
        return error

    def _explain_json(self, answer: HttpAnswer, url: str) -> SignInError:
        content = _read_object(answer.text) or {}
        if "error" in content:
            return self._explain(content)
        return self.fail("signin.unexpected_answer", url, evidence=f"HTTP {answer.status_code}")

    def _explain(self, content: Mapping[str, object]) -> SignInError:
        return explain_answer(self._request.catalogue, content, subject=self._request.subject)


def _leave_alone(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep requests from adding a password out of ~/.netrc."""
    return request


def _read_object(body: str) -> dict[str, object] | None:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _is_this_computer(url: str) -> bool:
    """Say whether an address is on loopback, where no proxy can lead."""
    host = place_of(url)["host"]
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _skew(headers: Mapping[str, str]) -> float:
    try:
        theirs = parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except (ValueError, OverflowError):
        return 0.0
    return time.time() - theirs


def _clock() -> str:
    return time.strftime("%Y-%m-%d %H:%M")
