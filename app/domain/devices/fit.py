"""Would this device manage? What it can do against what a session with the server needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.domain.devices.ability import MODERN, NO_SIGN_IN, VERSIONS, DeviceAbility, OAuthWord
from app.domain.finding import Finding, Tell
from app.domain.path import Authentication, SendingPath, SendingSettings

_PASSWORD_MECHANISMS = frozenset({"LOGIN", "PLAIN"})
_NOT_KNOWN: frozenset[str] = frozenset()


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
    """What goes into the device's fields, by the names of `DeviceAbility.limits`."""


def expect_needs(settings: SendingSettings) -> ServerNeeds:
    """What a path's server is known to ask for, where no session with it was seen."""
    path = settings.path
    takes_clear_text = path.uses_mx and path is not SendingPath.RELAY_CERTIFICATE
    says_version = path is not SendingPath.AZURE_COMMUNICATION  # which ones it takes is not sure
    return ServerNeeds(
        encryption=frozenset({settings.security.value, *(("none",) if takes_clear_text else ())}),
        tls_versions=MODERN if says_version else _NOT_KNOWN,
        signs_in=path.signs_in,
        uses_token=settings.authentication is Authentication.XOAUTH2,
    )


def find_misfits(device: DeviceAbility, server: ServerNeeds, tell: Tell) -> tuple[Finding, ...]:
    """List what would fail; empty where nothing that is known speaks against it."""
    needs_tls = bool(server.encryption) and "none" not in server.encryption
    if not device.knows_ehlo and (needs_tls or server.signs_in):
        return (tell("device.only_helo"), *_misfits_of_length(device, server, tell))
    return (
        *(_misfits_of_encryption(device, server, tell) if needs_tls else ()),
        *_misfits_of_sign_in(device, server, tell),
        *_misfits_of_length(device, server, tell),
    )


def is_enough_known(device: DeviceAbility, server: ServerNeeds) -> bool:
    """Say whether an empty list of misfits means that the device fits."""
    encryption = server.encryption or frozenset(device.encryption)
    return device.encrypts_by_any_of(encryption) is True and _signs_in(device, server) is True


def _misfits_of_encryption(
    device: DeviceAbility, server: ServerNeeds, tell: Tell
) -> Iterator[Finding]:
    if device.can_encrypt is False:
        yield tell("device.no_encryption")
    elif device.encrypts_by_any_of(server.encryption) is False:
        yield tell("device.no_starttls")
    elif server.tls_versions and device.speaks_any_of(server.tls_versions) is False:
        oldest = min(server.tls_versions, key=_version)
        values = {"newest": _newest_before(device, oldest), "oldest": oldest}
        yield tell("device.tls_too_old", values)


def _misfits_of_sign_in(
    device: DeviceAbility, server: ServerNeeds, tell: Tell
) -> Iterator[Finding]:
    if _signs_in(device, server) is not False:
        return
    if server.uses_token:
        yield tell("device.no_oauth")
        return
    known = sorted(name for name, is_known in device.mechanisms.items() if is_known)
    knows = ", ".join(name for name in known if name != NO_SIGN_IN)
    offered = {"offered": ", ".join(sorted(server.mechanisms)) or "LOGIN"}
    if knows:
        yield tell("device.no_common_mechanism", {"knows": knows, **offered})
    else:
        yield tell("device.no_mechanism", offered)


def _signs_in(device: DeviceAbility, server: ServerNeeds) -> bool | None:
    """Say whether device and server have a way to sign in in common; None: not known."""
    if not server.signs_in:
        return True
    if server.uses_token:
        answers = {OAuthWord.YES: True, OAuthWord.NO: False}
        return answers.get(device.oauth_over_smtp)
    wanted = (server.mechanisms or _PASSWORD_MECHANISMS) & _PASSWORD_MECHANISMS
    if not wanted:
        return False if device.mechanisms else None
    return device.signs_in_by_any_of(wanted)


def _misfits_of_length(device: DeviceAbility, server: ServerNeeds, tell: Tell) -> Iterator[Finding]:
    for name, limit in device.limits.items():
        length = len(server.values.get(name, ""))
        if length > limit.characters:
            yield tell(
                "device.value_too_long",
                {"field": limit.label, "limit": str(limit.characters), "length": str(length)},
            )


def _newest_before(device: DeviceAbility, oldest: str) -> str:
    """The newest version that it may speak, where none that the server takes is among them."""
    older = [one for one in VERSIONS if _version(one) < _version(oldest)]
    return max((one for one in older if device.tls.get(one) is not False), default="1.0")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())
