"""A small sign-in service of our own over HTTPS, which can be told to misbehave."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from app.domain.finding import Finding

TENANT = "0b5e1f00-1111-4222-8333-444455556666"
BEHIND_PROXY = "login.contoso.test"
"""A second name of the service, which only a proxy finds."""
APP = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
USER = "printer@contoso.com"
SCOPE = "https://outlook.office.com/SMTP.Send"

Reply = tuple[int, Mapping[str, str], bytes]


def jwt(claims: Mapping[str, object]) -> str:
    """Make a token of a real one's length; nobody here looks at the signature."""
    parts = ({"alg": "RS256", "typ": "JWT"}, {**claims, "pad": "x" * 1200})
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
    return ".".join(text.rstrip("=") for text in [*texts, "c2lnbmF0dXJl"])


@dataclass
class Identity:
    """What the service says; a test changes what it is about."""

    url: str = ""
    user: str = USER
    tenant: str = TENANT
    access_claims: dict[str, object] = field(default_factory=dict)
    """Added to, or with None taken out of, the access token."""
    opaque: bool = False
    gives_id_token: bool = True
    gives_refresh_token: bool = True
    page_error: dict[str, str] = field(default_factory=dict)
    token_answers: list[Reply] = field(default_factory=list)
    """Answers of the token endpoint, used up before the true one."""
    discovery: Reply | None = None
    without_person: Reply | None = None
    """What the page answers where it may show nothing; else it sends the browser back."""
    nonce: str = ""
    """Of the page that was visited last; msal compares it with the ID token's."""
    refresh_token: str = "refresh-1"
    """The only one that is honoured; each use makes the next."""
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    date_offset_s: float = 0.0
    code_page: str = ""
    """Where a code is to be typed; empty: at this service."""

    def answer(self, method: str, path: str, fields: dict[str, str]) -> Reply:
        """Answer one request by the last part of its path."""
        name = path.rpartition("/")[2]
        if name == "authorize" and fields.get("prompt") == "none":
            return self.without_person or self._send_back(fields)
        self.asked.append(name)
        if name == "openid-configuration":
            return self.discovery or as_json(self._addresses())
        if name == "devicecode":
            return as_json(self._device_code())
        if name == "token":
            self.forms.append(fields)
            if self.token_answers:
                return self.token_answers.pop(0)
            return self._tokens(fields)
        if name == "authorize" and method == "GET":
            return as_json(self._page(fields))
        return as_json({"error": "not here"}, 404)

    def _addresses(self) -> dict[str, object]:
        base = f"{self.url}/{self.tenant}"
        return {
            "issuer": f"{base}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        }

    def _device_code(self) -> dict[str, object]:
        return {
            "user_code": "ABCD1234",
            "device_code": "device-code",
            "verification_uri": self.code_page or f"{self.url}/device",
            "expires_in": 900,
            "interval": 0,
            "message": "Type the code.",
        }

    def _page(self, fields: dict[str, str]) -> dict[str, object]:
        self.nonce = fields["nonce"]
        brought = {"state": fields["state"], **(self.page_error or {"code": "the-code"})}
        return {"to": fields["redirect_uri"], "mode": fields["response_mode"], "fields": brought}

    def _send_back(self, fields: dict[str, str]) -> Reply:
        brought = urlencode({"error": "login_required", "state": fields["state"]})
        return 302, {"Location": f"{fields['redirect_uri']}?{brought}"}, b""

    def _tokens(self, fields: dict[str, str]) -> Reply:
        if fields["grant_type"] == "refresh_token":
            if fields["refresh_token"] != self.refresh_token:
                return as_json(
                    {"error": "invalid_grant", "error_description": "AADSTS50173: void"}, 400
                )
            self.refresh_token = f"refresh-{int(self.refresh_token[8:]) + 1}"
        claims = {
            "aud": SCOPE.rpartition("/")[0],
            "scp": "SMTP.Send",
            "tid": self.tenant,
            "upn": self.user,
            "exp": int(time.time()) + 3600,
            **self.access_claims,
        }
        token = jwt({name: value for name, value in claims.items() if value is not None})
        answer: dict[str, object] = {
            "token_type": "Bearer",
            "expires_in": 3599,
            "scope": SCOPE,
            "access_token": "opaque" * 300 if self.opaque else token,
        }
        if self.gives_refresh_token:
            answer["refresh_token"] = self.refresh_token
        if self.gives_id_token:
            id_claims = {
                "aud": APP,
                "sub": "s",
                "tid": self.tenant,
                "preferred_username": self.user,
            }
            answer["id_token"] = jwt({**id_claims, "exp": claims["exp"], "nonce": self.nonce})
        return as_json(answer)


def as_json(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    kind = {"Content-Type": "application/json", **(headers or {})}
    return status, kind, json.dumps(content).encode()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    identity: Identity

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet about clients that refuse our certificate: some tests are about that."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self._reply(self.server.identity.answer("GET", parts.path, dict(parse_qsl(parts.query))))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self._reply(self.server.identity.answer("POST", self.path, dict(parse_qsl(body))))

    def _reply(self, reply: Reply) -> None:
        status, headers, body = reply
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        moment = timestamp or time.time() + self.server.identity.date_offset_s
        return super().date_time_string(int(moment))

    def log_message(self, *args: object) -> None:
        """Keep the tests' output clean."""


def codes(findings: Iterable[Finding]) -> list[str]:
    return [finding.code for finding in findings]
