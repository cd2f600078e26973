"""What the claims of a device family must keep: a source each, and none against another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.catalogue.devices.ability import UNRECORDED
from app.catalogue.devices.fault import Fault
from app.catalogue.devices.reading import read_ability
from app.catalogue.devices.schema import Device
from app.domain.devices.ability import OAuthWord

_LISTS = ("tls", "encryption", "mechanisms", "oauth")
_NAMES = {"tls": "version", "encryption": "kind", "mechanisms": "mechanism"}
_KINDS = {"starttls": ("starttls", "starttls_opportunistic"), "implicit": ("implicit",)}


def check_sources(device: Device) -> Iterator[Fault]:
    """Each claim names one of the family's own sources, or says that it is not recorded."""
    helo = device.ability.helo
    claims = [
        (f"ability.{name}[{at}].source", claim.source)
        for name in _LISTS
        for at, claim in enumerate(getattr(device.ability, name))
    ]
    for where, source in (*claims, *([("ability.helo.source", helo.source)] if helo else [])):
        if source != UNRECORDED and source not in device.sources:
            yield Fault(
                where=where,
                what=f"“{source}” is not one of the family's sources.",
                fix=f"Add it to sources, or write one of them to the letter, or {UNRECORDED}.",
            )


def check_claims(device: Device) -> Iterator[Fault]:
    """No claim speaks against another of the same family."""
    yield from _opposites(device)
    yield from _tls_without_encryption(device)
    yield from _oauth_against_mechanism(device)
    yield from _captions(device)
    yield from _auth_labels(device)


def _opposites(device: Device) -> Iterator[Fault]:
    for name, key in _NAMES.items():
        seen: dict[str, str] = {}
        for at, claim in enumerate(getattr(device.ability, name)):
            of = getattr(claim, key)
            if not claim.only and seen.setdefault(of, claim.value) != claim.value:
                yield _against(
                    f"ability.{name}[{at}].value",
                    f"{of} is said to be there and not to be there.",
                    "Keep the claim that the sources bear out, or say in `only` for which part.",
                )


def _tls_without_encryption(device: Device) -> Iterator[Fault]:
    told = device.ability
    ability = read_ability(device)
    speaks = [at for at, one in enumerate(told.tls) if one.value == "yes" and not one.only]
    encrypts = [
        at
        for at, one in enumerate(told.encryption)
        if one.value == "yes" and one.kind != "none" and not one.only
    ]
    if speaks and {ability.encryption.get(kind) for kind in ("starttls", "implicit")} == {False}:
        yield _against(
            f"ability.tls[{speaks[0]}].value",
            "It speaks TLS, and encryption says that it knows neither STARTTLS nor implicit TLS.",
            "Take out the claim that no source bears out.",
        )
    if encrypts and _all_no(ability.tls.get(one) for one in ("1.0", "1.1", "1.2", "1.3")):
        yield _against(
            f"ability.encryption[{encrypts[0]}].value",
            "It encrypts, and tls says that it speaks no version.",
            "Take out the claim that no source bears out.",
        )


def _oauth_against_mechanism(device: Device) -> Iterator[Fault]:
    ability = read_ability(device)
    token = ability.mechanisms.get("XOAUTH2")
    for at, one in enumerate(device.ability.oauth):
        says_yes = one.value != "no" and not one.only
        if one.over == "smtp" and says_yes and token is False:
            yield _against(
                f"ability.oauth[{at}].over",
                "OAuth goes over SMTP, and XOAUTH2 is said not to be there.",
                "Write graph or unknown where it does not go over SMTP, or correct mechanisms.",
            )
    if token and ability.oauth is OAuthWord.NO:
        yield _against(
            "ability.oauth[0].value",
            "It has no OAuth, and XOAUTH2 is among the mechanisms.",
            "Take out the claim that no source bears out.",
        )


def _captions(device: Device) -> Iterator[Fault]:
    ability = read_ability(device)
    for kind, words in _KINDS.items():
        for word in words:
            if word in device.security_labels and ability.encryption.get(kind) is False:
                yield _against(
                    f"security_labels.{word}",
                    f"There is a caption for {kind}, and encryption says that it is not there.",
                    "Correct the claim, or write on for a switch that does not say what it means.",
                )


def _auth_labels(device: Device) -> Iterator[Fault]:
    denied = {
        one.mechanism for one in device.ability.mechanisms if one.value == "no" and not one.only
    }
    for at, label in enumerate(device.ability.auth_labels):
        if label.mechanism in denied:
            yield _against(
                f"ability.auth_labels[{at}].mechanism",
                f"{label.mechanism} has a label, and mechanisms says that it is not there.",
                "Correct the claim, or take the label out.",
            )


def _all_no(answers: Iterable[bool | None]) -> bool:
    return set(answers) == {False}


def _against(where: str, what: str, fix: str) -> Fault:
    return Fault(where=where, what=f"Claims contradict each other: {what}", fix=fix)
