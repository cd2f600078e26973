"""The browser of the practice tenant, where a page stalls: nothing of it stays open."""

from __future__ import annotations

import gc
import socket
import ssl
import threading
import warnings
from collections.abc import Iterator

import pytest
import trustme

from app.practice.browser import Browser

BEGINNING = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\nConnection: close\r\n\r\n<html>"


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def port(authority: trustme.CA) -> Iterator[int]:
    """A page of which only the beginning comes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    over = threading.Event()

    def serve(listener: socket.socket) -> None:
        plain, _ = listener.accept()
        with context.wrap_socket(plain, server_side=True) as secure:
            secure.recv(9999)
            secure.sendall(BEGINNING)
            over.wait(30)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        yield listener.getsockname()[1]
        over.set()
        thread.join(10)


def fail(browser: Browser, port: int) -> None:
    """Keep the error in a cycle with its own frames, as whoever looks at one does."""
    with pytest.raises(TimeoutError) as raised:
        browser.press(f"https://localhost:{port}/", {})
    assert isinstance(raised.value, OSError)


def test_a_page_that_stalls_leaves_no_socket_open(authority: trustme.CA, port: int) -> None:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        fail(Browser(context, ("localhost",), deadline_s=1), port)
        gc.collect()
    assert [str(warning.message) for warning in seen] == []
