"""Reads the claims of a device family as what it can do: the one place that does."""

from __future__ import annotations

from app.catalogue.devices.ability import (
    Ability,
    EncryptionClaim,
    MechanismClaim,
    OAuthStatement,
    TlsClaim,
)
from app.catalogue.devices.schema import Device
from app.domain.devices.ability import (
    Carrier,
    Claim,
    DeviceAbility,
    FieldLimit,
    OAuthClaim,
    OAuthWord,
    names_model,
    settle_claims,
    settle_mechanisms,
    settle_oauth,
    settle_oauth_over_smtp,
)


def read_ability(device: Device, model: str = "") -> DeviceAbility:
    """Say what is known of a family; what holds for a part of it only is not.

    Where a statement on OAuth names the typed model, it counts, and those on the rest do not.
    """
    told = device.ability
    mechanisms = settle_mechanisms(_claim(one.mechanism, one) for one in told.mechanisms)
    statements = _statements(told.oauth, model)
    over_smtp = settle_oauth_over_smtp(statements, mechanisms)
    over_graph = settle_oauth(one for one in statements if one.over is Carrier.GRAPH)
    return DeviceAbility(
        tls=settle_claims(_claim(one.version, one) for one in told.tls),
        encryption=settle_claims(_claim(one.kind, one) for one in told.encryption),
        mechanisms=mechanisms,
        oauth=settle_oauth(statements),
        oauth_over_smtp=over_smtp,
        uses_graph=over_graph is OAuthWord.YES and over_smtp is OAuthWord.NO,
        knows_ehlo=not _greets_with_helo_only(told),
        limits={
            one.value: FieldLimit(label=one.label, characters=one.max_length)
            for one in device.fields
            if one.max_length
        },
    )


def _claim(of: str, one: TlsClaim | EncryptionClaim | MechanismClaim) -> Claim:
    return Claim(of=of, holds=one.value == "yes", is_limited=bool(one.only))


def _statements(told: tuple[OAuthStatement, ...], model: str) -> tuple[OAuthClaim, ...]:
    of_model = [one for one in told if names_model(model, one.models)]
    return tuple(
        OAuthClaim(
            word=OAuthWord(one.value),
            over=Carrier(one.over),
            is_limited=not of_model and bool(one.only or one.models),
        )
        for one in of_model or told
    )


def _greets_with_helo_only(told: Ability) -> bool:
    return told.helo is not None and told.helo.value == "only_helo" and not told.helo.only
