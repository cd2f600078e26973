"""Speaks to a Mozilla program from within, by the protocol that its own tests use."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests.independent.machine import LOOPBACK

_PATIENCE_S = 60.0


class Marionette:
    """One session, in the part of the program that holds its own modules."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._unread = b""
        self._count = 0
        self._read()
        self._command("WebDriver:NewSession", {})
        self._command("Marionette:SetContext", {"value": "chrome"})
        timeouts = {"script": int(_PATIENCE_S * 1000)}
        self._command("WebDriver:SetTimeouts", timeouts)

    def run(self, script: str, *arguments: object) -> Any:
        """Run the body of an asynchronous function; gives what it returns."""
        body = (
            "const done = arguments[arguments.length - 1];"
            f"(async (...words) => {{ {script} }})(...arguments)"
            ".then(value => done({value}), error => done({error: String(error) + error.stack}));"
        )
        given = {"script": body, "args": list(arguments), "sandbox": "system"}
        answer = self._command("WebDriver:ExecuteAsyncScript", given)["value"]
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def _command(self, name: str, values: Mapping[str, object]) -> Any:
        self._count += 1
        text = json.dumps([0, self._count, name, values]).encode()
        self._connection.sendall(b"%d:%b" % (len(text), text))
        _, _, error, value = self._read()
        assert error is None, error
        return value

    def _read(self) -> Any:
        while b":" not in self._unread:
            self._receive()
        length, _, self._unread = self._unread.partition(b":")
        while len(self._unread) < int(length):
            self._receive()
        text, self._unread = self._unread[: int(length)], self._unread[int(length) :]
        return json.loads(text)

    def _receive(self) -> None:
        data = self._connection.recv(65536)
        assert data, "the program has ended"
        self._unread += data


@contextmanager
def marionette(port: int) -> Iterator[Marionette]:
    """Open a session with the program that listens there."""
    with socket.create_connection((LOOPBACK, port), timeout=_PATIENCE_S) as connection:
        yield Marionette(connection)
