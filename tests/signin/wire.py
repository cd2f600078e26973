"""Helps to be a service that misbehaves below HTTP."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from app.domain.secret import Secret
from app.signin import SignInError, SignInRequest, refresh
from tests.wording import in_words


def fail(request: SignInRequest) -> SignInError:
    with pytest.raises(SignInError) as raised:
        asyncio.run(refresh(request, Secret("refresh-1")))
    error = raised.value
    assert in_words(error).fix
    assert "refresh-1" not in error.evidence
    return error


@contextmanager
def listener(behave: Callable[[socket.socket], object]) -> Iterator[int]:
    """Serve connections by a function of a test's own."""
    server = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                try:
                    behave(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        ended.set()
        with suppress(OSError):  # Windows wakes the thread by the close alone
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(10)


def at(request: SignInRequest, port: int, host: str = "localhost") -> SignInRequest:
    return replace(request, authority=f"https://{host}:{port}", answer_deadline_s=0.4)


def pour(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
