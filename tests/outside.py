"""Keeps the test run on this computer: every address but loopback is refused, whoever asks."""

from __future__ import annotations

import ipaddress
import socket
import sys
from typing import Any

ATTEMPTS: list[str] = []
"""What was refused since the test began."""

_NEVER_EXIST = (".test", ".invalid", ".example", ".local")
"""Reserved names (RFC 2606, RFC 6762): they are answered here, as a resolver offline would."""


class OutsideError(RuntimeError):
    """A test tried to reach something that is not on this computer."""


def close() -> None:
    """Refuse the outside from now on; an audit hook cannot be taken back."""
    sys.addaudithook(_watch)


def _watch(event: str, args: tuple[Any, ...]) -> None:
    match event:
        case "socket.connect" | "socket.sendto" | "socket.sendmsg":
            sock, address = args[:2]
            if sock.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple):
                _refuse_unless_here(str(address[0]))
        case "socket.getaddrinfo" | "socket.gethostbyname":
            _refuse_unless_here(_as_text(args[0]))
        case _:
            pass


def _as_text(host: object) -> str:
    return host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")


def _refuse_unless_here(host: str) -> None:
    if host in ("", "localhost", socket.gethostname()) or _is_loopback(host):
        return
    if host.lower().rstrip(".").endswith(_NEVER_EXIST):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    ATTEMPTS.append(host)
    raise OutsideError(f"a test must not reach {host}")


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
