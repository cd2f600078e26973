"""--resolver: which DNS server is asked in place of this computer's own."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any, TypeVar

import click

from app.domain.errors import InputError
from app.services.engine import Engine

F = TypeVar("F", bound=Callable[..., Any])
_DNS_PORT = 53


def resolver_option(command: F) -> F:
    """Add --resolver, a DNS server by its address."""
    return click.option(
        "--resolver",
        default="",
        metavar="IP[:PORT]",
        help="Ask this DNS server, not the computer's own; [IPv6]:PORT for version 6.",
    )(command)


def take_resolver(engine: Engine, text: str) -> None:
    """Ask this DNS server from now on, for finding out as well as for checking."""
    if text:
        engine.clouds.use_resolver(*parse_resolver(text))


def parse_resolver(text: str) -> tuple[str, int]:
    """Read `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`."""
    host, port = _split(text.strip())
    try:
        address = ipaddress.ip_address(host)
        number = int(port) if port.isascii() and port.isdigit() else 0
    except ValueError as exc:
        raise _refuse(text) from exc
    if not 0 < number < 65536:
        raise _refuse(text)
    return str(address), number


def _split(text: str) -> tuple[str, str]:
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        return host, port[1:] if port.startswith(":") else port or str(_DNS_PORT)
    if text.count(":") == 1:
        host, _, port = text.partition(":")
        return host, port
    return text, str(_DNS_PORT)


def _refuse(text: str) -> InputError:
    return InputError("input.resolver.invalid", evidence=text[:100])
