"""From claims to what a family can do: what holds for a part of it is no fact for all of it."""

from __future__ import annotations

import pytest

from app.domain.devices.ability import (
    Carrier,
    Claim,
    DeviceAbility,
    OAuthClaim,
    OAuthWord,
    names_model,
    settle_claims,
    settle_mechanisms,
    settle_oauth,
    settle_oauth_over_smtp,
)

NO_TLS = {"1.0": False, "1.1": False, "1.2": False, "1.3": False}


def claim(of: str, *, holds: bool, is_limited: bool = False) -> Claim:
    return Claim(of=of, holds=holds, is_limited=is_limited)


def test_what_no_claim_speaks_of_and_what_is_limited_is_not_known() -> None:
    claims = [
        claim("1.2", holds=True),
        claim("1.0", holds=False, is_limited=True),
        claim("1.3", holds=True),
        claim("1.3", holds=False),
    ]
    assert settle_claims(claims) == {"1.2": True}


def test_a_password_that_is_not_named_is_both_ways_unless_one_is_denied() -> None:
    claims = [claim("PASSWORD", holds=True), claim("LOGIN", holds=False)]
    assert settle_mechanisms(claims) == {"LOGIN": False, "PLAIN": True}
    assert settle_mechanisms([claim("PASSWORD", holds=False)]) == {"LOGIN": False, "PLAIN": False}


@pytest.mark.parametrize(
    ("claims", "word"),
    [
        ([], OAuthWord.UNKNOWN),
        ([OAuthClaim(word=OAuthWord.YES)], OAuthWord.YES),
        ([OAuthClaim(word=OAuthWord.YES, is_limited=True)], OAuthWord.PARTLY),
        ([OAuthClaim(word=OAuthWord.NO, is_limited=True)], OAuthWord.UNKNOWN),
        ([OAuthClaim(word=OAuthWord.NO), OAuthClaim(word=OAuthWord.PARTLY)], OAuthWord.PARTLY),
        ([OAuthClaim(word=OAuthWord.NO)], OAuthWord.NO),
    ],
)
def test_one_word_is_drawn_from_all_statements(claims: list[OAuthClaim], word: OAuthWord) -> None:
    assert settle_oauth(claims) is word


@pytest.mark.parametrize(
    ("word", "over", "over_smtp"),
    [
        (OAuthWord.YES, Carrier.SMTP, OAuthWord.YES),
        (OAuthWord.YES, Carrier.GRAPH, OAuthWord.NO),
        (OAuthWord.YES, Carrier.UNKNOWN, OAuthWord.UNKNOWN),
        (OAuthWord.NO, Carrier.UNKNOWN, OAuthWord.NO),
    ],
)
def test_a_yes_over_graph_is_none_over_smtp_and_one_that_does_not_say_leaves_it_open(
    word: OAuthWord, over: Carrier, over_smtp: OAuthWord
) -> None:
    assert settle_oauth_over_smtp([OAuthClaim(word=word, over=over)], {}) is over_smtp
    assert settle_oauth_over_smtp([OAuthClaim(word=word, over=over)], {"XOAUTH2": False}) is (
        OAuthWord.NO
    )


@pytest.mark.parametrize(
    ("ability", "encrypts", "starttls", "modern"),
    [
        (DeviceAbility(), None, None, None),
        (DeviceAbility(tls=NO_TLS), False, False, False),
        (DeviceAbility(tls={**NO_TLS, "1.0": True}), True, None, False),
        (DeviceAbility(tls={"1.2": True}), True, None, True),
        (DeviceAbility(tls={"1.2": False}), None, None, None),
        (DeviceAbility(encryption={"starttls": False, "implicit": False}), False, False, False),
        (DeviceAbility(encryption={"starttls": False, "implicit": True}), True, False, None),
        (DeviceAbility(encryption={"none": True}), None, None, None),
    ],
)
def test_encryption_is_three_answers(
    ability: DeviceAbility, *, encrypts: bool | None, starttls: bool | None, modern: bool | None
) -> None:
    assert ability.can_encrypt is encrypts
    assert ability.knows_starttls is starttls
    assert ability.speaks_modern_tls is modern


@pytest.mark.parametrize(
    ("typed", "models", "is_one"),
    [
        ("M428fdw", ("M428", "M479"), True),
        ("LaserJet Pro M428", ("M428",), True),
        ("M4280", ("M428",), False),
        ("bizhub 306", ("ineo 306",), True),
        ("AltaLink B8045", ("AltaLink",), True),
        ("", ("M428",), False),
        ("M428", (), False),
    ],
)
def test_model_is_named_with_its_letters_behind(
    typed: str, models: tuple[str, ...], *, is_one: bool
) -> None:
    assert names_model(typed, models) == is_one
