"""What a family of devices is known to be able to do; every room reads this and nothing else.

The rule for a claim that holds for a part of the family only (`is_limited`): it is no fact for
the family. Of encryption and of ways to sign in, such a claim leaves the family unknown. OAuth has
a word for it: a limited yes is `partly`. A limited no says nothing of the rest: unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

VERSIONS = ("1.0", "1.1", "1.2", "1.3")
"""The versions of TLS, oldest first."""
MODERN = frozenset({"1.2", "1.3"})
_TLS_KINDS = ("starttls", "implicit")
NO_SIGN_IN = "NONE"
"""Stands among the ways to sign in: it can send without."""
_PASSWORD = "PASSWORD"  # noqa: S105  # it signs in with a password, how is not named
_BY_PASSWORD = frozenset({"LOGIN", "PLAIN"})
_TOKEN = "XOAUTH2"  # noqa: S105  # the name of a mechanism (RFC 4422)


class OAuthWord(StrEnum):
    """Whether a family signs in with OAuth."""

    YES = "yes"
    PARTLY = "partly"
    """Some of its models or firmwares do."""
    NO = "no"
    UNKNOWN = "unknown"


class Carrier(StrEnum):
    """What mail goes over with a token."""

    SMTP = "smtp"
    GRAPH = "graph"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing that a source says of the family, such as that it knows `starttls`."""

    of: str
    holds: bool
    is_limited: bool = False
    """It speaks of some models, firmwares or cases only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthClaim:
    """One thing that a source says of a family's OAuth."""

    word: OAuthWord
    over: Carrier = Carrier.UNKNOWN
    is_limited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLimit:
    """What a field of a device's form cuts off after."""

    label: str
    """What the field is called on the device."""
    characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAbility:
    """What is known of a family; what has no entry is not known."""

    tls: Mapping[str, bool] = field(default_factory=dict)
    """By version, such as `1.2`."""
    encryption: Mapping[str, bool] = field(default_factory=dict)
    """By starttls, implicit and none."""
    mechanisms: Mapping[str, bool] = field(default_factory=dict)
    """Ways to sign in over SMTP, upper case; a password whose way is not named is both ways."""
    oauth: OAuthWord = OAuthWord.UNKNOWN
    """Whatever the mail goes over."""
    oauth_over_smtp: OAuthWord = OAuthWord.UNKNOWN
    uses_graph: bool = False
    """It signs in with OAuth for Microsoft Graph and not over SMTP."""
    knows_ehlo: bool = True
    """Without it a device can neither encrypt nor sign in."""
    limits: Mapping[str, FieldLimit] = field(default_factory=dict)
    """By the value that a field of its form takes."""

    @property
    def can_encrypt(self) -> bool | None:
        """Whether it protects a connection in any way; None where that is not known."""
        known = [self.encryption.get(kind) for kind in _TLS_KINDS]
        has_none = known == [False, False] or all(self.tls.get(one) is False for one in VERSIONS)
        if has_none or not self.knows_ehlo:
            return False
        return True if True in (*known, *self.tls.values()) else None

    @property
    def knows_starttls(self) -> bool | None:
        """Whether it begins in clear text and then encrypts; None where that is not known."""
        return False if self.can_encrypt is False else self.encryption.get("starttls")

    @property
    def speaks_modern_tls(self) -> bool | None:
        """Whether it speaks a version that is still taken; None where that is not known."""
        return self.speaks_any_of(MODERN)

    @property
    def can_sign_in(self) -> bool | None:
        """Whether it takes user name and password over SMTP; None where that is not known."""
        return self.signs_in_by_any_of(_BY_PASSWORD)

    def speaks_any_of(self, versions: Iterable[str]) -> bool | None:
        """Say whether it speaks one of these versions of TLS."""
        return _any_of(self.tls, versions) if self.can_encrypt is not False else False

    def encrypts_by_any_of(self, kinds: Iterable[str]) -> bool | None:
        """Say whether it knows one of these kinds, of starttls, implicit and none."""
        if self.can_encrypt is False:
            return _any_of({**self.encryption, **dict.fromkeys(_TLS_KINDS, False)}, kinds)
        return _any_of(self.encryption, kinds)

    def signs_in_by_any_of(self, mechanisms: Iterable[str]) -> bool | None:
        """Say whether it knows one of these ways to sign in."""
        return _any_of(self.mechanisms, mechanisms) if self.knows_ehlo else False


def settle_claims(claims: Iterable[Claim]) -> Mapping[str, bool]:
    """Draw from claims what holds for the whole family; what they differ on is not known."""
    told: dict[str, set[bool]] = {}
    for claim in claims:
        if not claim.is_limited:
            told.setdefault(claim.of, set()).add(claim.holds)
    return {of: values.pop() for of, values in told.items() if len(values) == 1}


def settle_mechanisms(claims: Iterable[Claim]) -> Mapping[str, bool]:
    """As `settle_claims`; a password alone is taken for LOGIN and PLAIN, as nearly all do it."""
    known = dict(settle_claims(claims))
    by_password = known.pop(_PASSWORD, None)
    if by_password is not None:
        known = {**dict.fromkeys(sorted(_BY_PASSWORD), by_password), **known}
    return known


def settle_oauth(claims: Iterable[OAuthClaim]) -> OAuthWord:
    """Draw one word from all claims, whatever the mail goes over."""
    told = {_word_of(claim) for claim in claims}
    for word in (OAuthWord.YES, OAuthWord.PARTLY, OAuthWord.NO):
        if word in told:
            return word
    return OAuthWord.UNKNOWN


def settle_oauth_over_smtp(
    claims: Iterable[OAuthClaim], mechanisms: Mapping[str, bool]
) -> OAuthWord:
    """Draw the word for SMTP.

    A yes that does not say over what leaves it open, a no does not. A yes over Graph says that its
    OAuth goes there: over SMTP it has none, unless another claim says so.
    """
    told = tuple(claims)
    if mechanisms.get(_TOKEN) is False:
        return OAuthWord.NO
    for_smtp = [one for one in told if one.over is not Carrier.GRAPH]
    if not for_smtp:
        over_graph = settle_oauth(told)
        return OAuthWord.NO if over_graph is OAuthWord.YES else OAuthWord.UNKNOWN
    return settle_oauth(
        one for one in for_smtp if one.over is Carrier.SMTP or one.word is OAuthWord.NO
    )


def names_model(typed: str, models: Iterable[str]) -> bool:
    """Say whether a typed model is one of these: `M428fdw` is of `M428`, `M4280` is not."""
    words = re.findall(r"\w+", typed.casefold())
    numbers = (model.casefold().split()[-1] for model in models)
    return any(
        word.removeprefix(number).isalpha() or word == number
        for number in numbers
        for word in words
        if word.startswith(number)
    )


def _word_of(claim: OAuthClaim) -> OAuthWord:
    if not claim.is_limited:
        return claim.word
    return OAuthWord.UNKNOWN if claim.word is OAuthWord.NO else OAuthWord.PARTLY


def _any_of(known: Mapping[str, bool], wanted: Iterable[str]) -> bool | None:
    """True where one is known to be there, False where each is known not to be."""
    answers = {known.get(one) for one in wanted}
    if True in answers:
        return True
    return False if answers == {False} else None
