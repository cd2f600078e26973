"""Reads a device's limits out of the catalogue's words and says what would fail with it."""

from __future__ import annotations

import re

from app.catalogue.loader import Catalogue
from app.catalogue.schema import Device
from app.domain.devices.fit import DeviceLimits, ServerNeeds, find_misfits, is_enough_known
from app.domain.finding import Finding, State

_NEWEST = re.compile(
    r"(?:stops? at|only|up to) (?:TLS|TLSv) ?(1\.[0-3])|TLS ?(1\.[0-3]) at best", re.IGNORECASE
)
_NO_TLS = re.compile(
    r"\bno TLS (?:\(|item|option|setting|keyword|parameter|switch)|^no TLS[.,:]"
    r"|encrypted SMTP not supported|talks plain SMTP",
    re.IGNORECASE,
)
_ENCRYPTION = frozenset({"starttls", "implicit", "none"})
_MECHANISMS = ("LOGIN", "PLAIN", "NTLM", "CRAM-MD5")
_GENERAL_PASSWORD = re.compile(r"password|basic|smtp.?auth|credentials|^smtp$", re.IGNORECASE)
_OAUTH = re.compile(r"oauth|modern", re.IGNORECASE)


def read_limits(device: Device) -> DeviceLimits:
    """Read what is known of the device; words that say nothing definite stay unknown."""
    return DeviceLimits(
        encryption=_encryption(device),
        newest_tls=_newest_tls(device.tls_min),
        mechanisms=_mechanisms(device),
        max_lengths={field.value: field.max_length for field in device.fields if field.max_length},
    )


def explain_device(catalogue: Catalogue, device: Device, needs: ServerNeeds) -> tuple[Finding, ...]:
    """Say what would fail with this device, or that nothing would, or that it cannot be told."""
    limits = read_limits(device)
    subject = f"{device.vendor} {device.family}"
    misfits = find_misfits(limits, needs)
    if misfits:
        return tuple(
            catalogue.finding(one.code, subject=subject, values=one.values) for one in misfits
        )
    if is_enough_known(limits, needs):
        return (catalogue.finding("device.fits", subject=subject),)
    return (catalogue.finding("device.not_enough_known", subject=subject, state=State.UNTOLD),)


def _encryption(device: Device) -> frozenset[str]:
    labels = device.security_labels
    if not labels:
        return frozenset({"none"}) if _NO_TLS.search(device.tls_min) else frozenset()
    found = {part for name in labels for part in name.split("_or_")}
    if "on" in found:
        return frozenset()  # one switch without a name; which way it means is not known
    return frozenset(one.removesuffix("_opportunistic") for one in found) & _ENCRYPTION


def _newest_tls(words: str) -> str:
    found = _NEWEST.search(words)
    return (found.group(1) or found.group(2)) if found else ""


def _mechanisms(device: Device) -> frozenset[str]:
    """Take a plain “password” for LOGIN and PLAIN: devices rarely say which they use."""
    found: set[str] = set()
    for method in device.auth_methods:
        named = [name for name in _MECHANISMS if name.replace("-", " ") in _plain(method)]
        found.update(named)
        if not named and _GENERAL_PASSWORD.search(method) and "before" not in method.lower():
            found.update(("LOGIN", "PLAIN"))
        if _OAUTH.search(method):
            found.add("XOAUTH2")
    return frozenset(found | ({"XOAUTH2"} if device.oauth_ability in ("yes", "partly") else set()))


def _plain(method: str) -> str:
    return method.upper().replace("-", " ")
