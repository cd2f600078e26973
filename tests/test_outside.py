"""The guard itself: what would leave this computer is refused and remembered."""

from __future__ import annotations

import asyncio
import os
import socket

import pytest

from tests import outside


def take_attempts() -> tuple[str, ...]:
    attempts = tuple(outside.ATTEMPTS)
    outside.ATTEMPTS.clear()
    return attempts


@pytest.mark.parametrize("address", ["192.0.2.1", "8.8.8.8"])
def test_connecting_outside_is_refused_and_remembered(address: str) -> None:
    with socket.socket() as client, pytest.raises(outside.OutsideError):
        client.connect((address, 25))
    assert take_attempts() == (address,)


def test_datagrams_outside_are_refused_and_remembered() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as client, pytest.raises(outside.OutsideError):
        client.sendto(b"x", ("192.0.2.1", 53))
    assert take_attempts() == ("192.0.2.1",)


def test_asyncio_is_watched_as_well() -> None:
    with pytest.raises(outside.OutsideError):
        asyncio.run(asyncio.wait_for(asyncio.open_connection("2001:db8::1", 25), 5))
    assert "2001:db8::1" in take_attempts()


def test_real_names_are_not_looked_up() -> None:
    with pytest.raises(outside.OutsideError):
        socket.getaddrinfo("smtp.office365.com", 587)
    assert take_attempts() == ("smtp.office365.com",)


@pytest.mark.parametrize("name", ["smtp.contoso.test", "nowhere.invalid"])
def test_reserved_names_do_not_exist_and_nobody_is_asked(name: str) -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo(name, 25)
    assert take_attempts() == ()


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()


def test_the_person_who_runs_the_tests_is_not_touched(tmp_path: os.PathLike[str]) -> None:
    assert os.environ["SENDWRIGHT_HOME"].startswith(str(tmp_path))
    assert "DBUS_SESSION_BUS_ADDRESS" not in os.environ
