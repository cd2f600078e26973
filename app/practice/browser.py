"""Acts as a person with a browser on the sign-in pages, for demonstrations and tests."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

_DEADLINE_S = 10.0
"""Chosen: it is on this computer, which may be busy."""
_MOST_STEPS = 6
"""Chosen: account, password, consent and what comes between; a circle ends."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The page on which a visit ended."""

    url: str
    status: int
    text: str


@dataclass(slots=True, kw_only=True)
class Form:
    """A form of a page, with what would be sent if nobody changed anything."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, list[str]] = field(default_factory=dict)


class Browser:
    """Follows links, redirects and forms; goes nowhere but to this computer."""

    def __init__(
        self, context: ssl.SSLContext, hosts: tuple[str, ...], *, deadline_s: float = _DEADLINE_S
    ) -> None:
        self._context = context
        self._deadline_s = deadline_s
        self._hosts = hosts

    def press(self, url: str, choices: Mapping[str, str]) -> Visit:
        """Open a page, fill in every form that comes with these choices, and see where it ends."""
        page = self._fetch("GET", url)
        for _ in range(_MOST_STEPS):
            if page.status in _REDIRECTS:
                return self._fetch("GET", page.url)
            form = find_form(page.text)
            if form is None or page.status != http.client.OK:
                return page
            known = {*form.values, *form.buttons}
            filled = {key: value for key, value in choices.items() if key in known}
            target = urljoin(page.url, form.action)
            page = self._fetch(form.method, target, {**form.values, **filled})
        return page

    def _fetch(self, method: str, url: str, values: Mapping[str, str] | None = None) -> Visit:
        """Ask once; for a redirect, the URL of the visit is where it leads."""
        parts = urlsplit(url)
        if parts.hostname not in self._hosts or parts.port is None:
            raise ValueError(f"not a page on this computer: {url[:80]}")
        connection = (
            http.client.HTTPSConnection(
                parts.hostname, parts.port, timeout=self._deadline_s, context=self._context
            )
            if parts.scheme == "https"
            else http.client.HTTPConnection(parts.hostname, parts.port, timeout=self._deadline_s)
        )
        body = urlencode(values).encode() if values is not None else None
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        try:
            connection.request(method.upper(), target, body, headers)
            # Closing the connection alone leaves open what a page that stalls is read by.
            with connection.getresponse() as response:
                text = response.read().decode("utf-8", "replace")
        finally:
            connection.close()
        leads_to = urljoin(url, response.getheader("Location", "") or url)
        return Visit(url=leads_to, status=response.status, text=text)


class _FormReader(HTMLParser):
    """Reads the first form of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.form: Form | None = None
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and self.form is None:
            self.form = Form(action=given.get("action", ""), method=given.get("method", "get"))
            self._inside = True
        elif self._inside and self.form is not None and given.get("name"):
            self._read_field(self.form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"

    def _read_field(self, form: Form, tag: str, given: Mapping[str, str]) -> None:
        name, value = given["name"], given.get("value", "")
        if tag == "button":
            form.buttons.setdefault(name, []).append(value)
        elif tag == "input" and (given.get("type") != "radio" or "checked" in given):
            form.values[name] = value


def find_form(page: str) -> Form | None:
    """Read the first form of a page, if it has one."""
    reader = _FormReader()
    reader.feed(page)
    return reader.form
