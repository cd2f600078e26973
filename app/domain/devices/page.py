"""The address of a device's own web page, as a person typed it or as their list has it."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, unquote, urlsplit

from app.domain.errors import InputError

_SCHEME = re.compile(r"(?P<scheme>[^/?#@]*)://(?P<rest>.*)", re.DOTALL)
_WEB = frozenset({"http", "https"})
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.?")
_ZONE = re.compile(r"[\w.-]+")
"""Of a link-local address, such as eth0 (RFC 4007)."""
_UNSAFE = re.compile(r"[\s\\<>\"'`\x00-\x1f\x7f]")
_SECRET_NAME = re.compile(r"pass|pwd|secret|token|auth|log-?in|log-?on|sign-?in|session|key", re.I)
"""Folders behind which a secret may stand; what comes after them is not printed."""


class SecretPart(StrEnum):
    """What of an address is not printed."""

    CREDENTIALS = "credentials"
    REST = "rest"
    """What stands behind a question mark, a hash, a semicolon, or a folder for signing in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePage:
    """An address that can be printed: it holds neither user name nor password."""

    address: str
    left_out: tuple[SecretPart, ...] = ()
    """What of the typed text was taken away."""


def read_device_page(typed: str) -> DevicePage:
    """Read a host name, an IP address or an http(s) URL; raises InputError, without the text.

    What is printed hangs on a wall. So a user name and a password before the host are left out,
    and whatever else may hold a secret: queries and fragments always, since no list of names
    knows them all.
    """
    scheme, rest = _split_scheme(typed)
    if _UNSAFE.search(rest):
        raise InputError("input.device_page.bad_character")
    if _is_bare_ipv6(rest):
        return DevicePage(address=typed)
    authority, path = _split_authority(rest)
    _, at, host = authority.rpartition("@")
    parts = _read_host(host + path)
    if "@" in _as_read(path) or ":" in _as_read(parts.path):
        # a password may have a slash in it: where the host begins is not certain
        raise InputError("input.device_page.at_sign")
    kept = _without_secrets(parts.path)
    parts_left_out = ((SecretPart.CREDENTIALS, bool(at)), (SecretPart.REST, kept != path))
    left_out = tuple(part for part, is_so in parts_left_out if is_so)
    return DevicePage(address=f"{scheme}{host}{kept}", left_out=left_out)


def _split_scheme(typed: str) -> tuple[str, str]:
    found = _SCHEME.fullmatch(typed)
    if found is None:
        return "", typed.removeprefix("//")
    if found["scheme"].casefold() not in _WEB:
        raise InputError("input.device_page.scheme")
    return f"{found['scheme'].lower()}://", found["rest"]


def _split_authority(rest: str) -> tuple[str, str]:
    end = re.search(r"[/?#]", rest)
    return (rest, "") if end is None else (rest[: end.start()], rest[end.start() :])


def _is_bare_ipv6(text: str) -> bool:
    address, percent, zone = text.partition("%")
    if percent and not _ZONE.fullmatch(zone):
        return False
    try:
        return ipaddress.ip_address(address).version == 6
    except ValueError:
        return False


def _read_host(text: str) -> SplitResult:
    try:
        parts = urlsplit(f"//{text}")
        host, _ = parts.hostname or "", parts.port
    except ValueError as exc:
        raise InputError("input.device_page.port") from exc
    if not (_HOST.fullmatch(host) or (parts.netloc.startswith("[") and _is_bare_ipv6(host))):
        raise InputError("input.device_page.unusable")
    return parts


def _as_read(text: str) -> str:
    """Show a path as a browser or a person might read it."""
    return unicodedata.normalize("NFKC", unquote(unquote(text)))


def _without_secrets(path: str) -> str:
    """Keep the folders of a path as long as none of them is for signing in."""
    kept: list[str] = []
    for folder in path.split("/"):
        plain, semicolon, _ = folder.partition(";")
        kept.append(plain)
        if semicolon or _SECRET_NAME.search(_as_read(plain)):
            break
    return "/".join(kept)
