"""Would this device manage? Its limits against what a session with the server needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_PASSWORD_MECHANISMS = frozenset({"LOGIN", "PLAIN"})
_TOKEN_MECHANISM = "XOAUTH2"  # noqa: S105  # the name of a mechanism (RFC 4422)
_NOT_KNOWN: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLimits:
    """What a device can do; an empty part means that it is not known."""

    encryption: frozenset[str] = _NOT_KNOWN
    """Of starttls, implicit and none."""
    newest_tls: str = ""
    """Such as `1.0`."""
    mechanisms: frozenset[str] = _NOT_KNOWN
    """Ways to sign in, upper case."""
    knows_ehlo: bool = True
    max_lengths: Mapping[str, int] = field(default_factory=dict)
    """Of server, username, password and from_address, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerNeeds:
    """What a session was seen to ask for."""

    encryption: frozenset[str] = _NOT_KNOWN
    """The ways the server takes, of starttls, implicit and none."""
    tls_versions: frozenset[str] = _NOT_KNOWN
    mechanisms: frozenset[str] = _NOT_KNOWN
    signs_in: bool = False
    uses_token: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    """What goes into the device's fields, by the names of `DeviceLimits.max_lengths`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """One thing that would fail; the code is that of the finding that explains it."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def find_misfits(device: DeviceLimits, server: ServerNeeds) -> tuple[Misfit, ...]:
    """List what would fail; empty where nothing speaks against it."""
    return (
        *_misfits_of_encryption(device, server),
        *_misfits_of_sign_in(device, server),
        *_misfits_of_length(device, server),
    )


def is_enough_known(device: DeviceLimits, server: ServerNeeds) -> bool:
    """Say whether an empty list of misfits means that the device fits."""
    knows_sign_in = bool(device.mechanisms) or not server.signs_in
    return bool(device.encryption) and knows_sign_in


def _misfits_of_encryption(device: DeviceLimits, server: ServerNeeds) -> Iterator[Misfit]:
    needs_tls = bool(server.encryption) and "none" not in server.encryption
    if needs_tls and not device.knows_ehlo:
        yield Misfit(code="device.only_helo")
        return
    if device.encryption and server.encryption and not device.encryption & server.encryption:
        if device.encryption == {"none"}:
            yield Misfit(code="device.no_encryption")
        else:
            yield Misfit(code="device.no_starttls")
        return
    taken = sorted(server.tls_versions, key=_version)
    if needs_tls and device.newest_tls and taken and _older(device.newest_tls, taken[0]):
        values = {"newest": device.newest_tls, "oldest": taken[0]}
        yield Misfit(code="device.tls_too_old", values=values)


def _misfits_of_sign_in(device: DeviceLimits, server: ServerNeeds) -> Iterator[Misfit]:
    if not server.signs_in or not device.mechanisms:
        return
    if server.uses_token:
        if _TOKEN_MECHANISM not in device.mechanisms:
            yield Misfit(code="device.no_oauth")
        return
    wanted = (server.mechanisms or _PASSWORD_MECHANISMS) & _PASSWORD_MECHANISMS
    if not device.mechanisms & wanted:
        values = {
            "knows": ", ".join(sorted(device.mechanisms)),
            "offered": ", ".join(sorted(server.mechanisms)) or "LOGIN",
        }
        yield Misfit(code="device.no_common_mechanism", values=values)


def _misfits_of_length(device: DeviceLimits, server: ServerNeeds) -> Iterator[Misfit]:
    for name, limit in device.max_lengths.items():
        length = len(server.values.get(name, ""))
        if limit and length > limit:
            values = {"field": name.replace("_", " "), "limit": str(limit), "length": str(length)}
            yield Misfit(code="device.value_too_long", values=values)


def _older(one: str, other: str) -> bool:
    return _version(one) < _version(other)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())
