"""Only web pages are opened for what a server or a file says."""

from __future__ import annotations

import pytest

from app.domain.web_link import is_web_link


@pytest.mark.parametrize(
    "link",
    [
        "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?a=b&c=%20",
        "https://localhost:8443/x",
        "http://localhost:8400/?code=1",
        "http://127.0.0.1:1/",
        "http://[::1]:9/",
        "https://xn--mnchen-3ya.de/ä",
    ],
)
def test_web_pages_pass(link: str) -> None:
    assert is_web_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "", "login.example", "file:///etc/passwd", "javascript:alert(1)", "ms-settings:x",
        "http://login.example/", "https://", "https:///x", "https://a@b.example/",
        "https://login.example:99999/", "https://[::1", "https://a.example/ b", "https://a\\b",
        "https://a.example/\x1b[2J", "HTTP://login.example", "smb://server/share", "http://127.evil",
        "https://a.example/\n--version", "-https://a.example",
    ],
)  # fmt: skip
def test_everything_else_does_not(link: str) -> None:
    assert not is_web_link(link)
