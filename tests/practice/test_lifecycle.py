"""Starting, stopping, and what is left behind: nothing."""

from __future__ import annotations

import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.catalogue import Catalogue, load_cloud
from app.practice import PracticeTenant
from app.practice.listeners import Listener


def ports_of(tenant: PracticeTenant) -> list[int]:
    cloud = tenant.cloud
    web = [int(url.split(":")[2].partition("/")[0]) for url in urls_of(tenant)]
    return [cloud.smtp.port, cloud.relay.port, cloud.dns.port, *web]


def urls_of(tenant: PracticeTenant) -> tuple[str, str]:
    return tenant.cloud.identity.authority, tenant.introspection_url


def assert_gone(threads: set[threading.Thread], folder: Path, ports: list[int]) -> None:
    assert set(threading.enumerate()) <= threads
    assert not folder.exists()
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 1).close()


def test_cloud_file_is_private_and_loads_like_any_other(tenant: PracticeTenant) -> None:
    assert load_cloud(tenant.cloud_file) == tenant.cloud
    assert tenant.cloud.is_private
    if sys.platform != "win32":  # Windows keeps a person's folders by access lists
        assert stat.S_IMODE(tenant.cloud_file.parent.stat().st_mode) == 0o700
    assert b"PRIVATE KEY" not in Path(tenant.cloud.trust.ca_file).read_bytes()


def test_stop_leaves_no_thread_port_or_folder() -> None:
    threads = set(threading.enumerate())
    tenant = PracticeTenant().start()
    folder, ports = tenant.cloud_file.parent, ports_of(tenant)
    sessions = [socket.create_connection(("127.0.0.1", port), 1) for port in ports]
    tenant.stop()
    for session in sessions:
        session.close()
    assert_gone(threads, folder, ports)
    tenant.stop()


def can_be_had(port: int) -> bool:
    with socket.socket() as sock:
        try:
            sock.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def test_blocked_ports_are_given_back_too() -> None:
    threads = set(threading.enumerate())
    tries = []
    for _ in range(3):  # another process may have been given a port in between
        with PracticeTenant("port_blocked") as tenant:
            folder, ports = tenant.cloud_file.parent, ports_of(tenant)
        assert_gone(threads, folder, ports)
        tries.append(all(map(can_be_had, ports)))
    assert any(tries)


def test_error_inside_ends_it_as_well() -> None:
    threads = set(threading.enumerate())
    seen: list[tuple[Path, list[int]]] = []

    def fail_inside() -> None:
        with PracticeTenant() as tenant:
            seen.append((tenant.cloud_file.parent, ports_of(tenant)))
            raise LookupError

    with pytest.raises(LookupError):
        fail_inside()
    assert_gone(threads, *seen[0])


def test_error_while_starting_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    threads = set(threading.enumerate())
    opened: list[int] = []
    whole = Listener.open

    async def fail_at_the_third(self: Listener, port: int = 0) -> None:
        if len(opened) == 2:
            raise OSError("no more ports")
        await whole(self, port)
        opened.append(self.port)

    monkeypatch.setattr(Listener, "open", fail_at_the_third)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(OSError, match="no more ports"):
        PracticeTenant().start()
    assert not list(tmp_path.iterdir())
    assert_gone(threads, tmp_path / "none", opened)


def test_it_can_be_started_again() -> None:
    tenant = PracticeTenant()
    for _ in range(2):
        with tenant:
            assert tenant.cloud_file.is_file()


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this computer has no IPv6 loopback")
def test_what_is_called_localhost_answers_in_both_families(tenant: PracticeTenant) -> None:
    def greet() -> bytes:
        with socket.create_connection(("::1", tenant.cloud.smtp.port), 5) as sock:
            return sock.recv(3)

    assert greet() == b"220"
    tenant.switch("port_blocked")
    with pytest.raises(ConnectionRefusedError):
        greet()
    tenant.switch("all_well")
    assert greet() == b"220"


def test_two_run_side_by_side() -> None:
    catalogue = Catalogue()
    with PracticeTenant(catalogue=catalogue) as one, PracticeTenant(catalogue=catalogue) as two:
        assert not set(ports_of(one)) & set(ports_of(two))


def test_stopped_tenant_says_that_it_is_not_running() -> None:
    with pytest.raises(RuntimeError):
        _ = PracticeTenant().cloud


def test_second_start_is_refused(tenant: PracticeTenant) -> None:
    with pytest.raises(RuntimeError):
        tenant.start()


def test_program_that_forgets_to_stop_it_ends_and_leaves_no_folder() -> None:
    program = (
        "from app.practice import PracticeTenant\n"
        "print(PracticeTenant().start().cloud_file.parent)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )
    assert not Path(ended.stdout.strip()).exists()


def test_waiting_ends_with_the_time_when_nothing_arrives(tenant: PracticeTenant) -> None:
    assert tenant.wait_for_message(1, timeout_s=0.01) == ()
