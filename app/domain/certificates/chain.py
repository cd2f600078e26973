"""Holds the chain that an authority gave back against what a connector by certificate needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.domain.certificates.files import is_weak, names_of
from app.domain.finding import Finding, Tell
from app.domain.freshness import TIME_TO_RENEW

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

_CLIENT_USE = ExtendedKeyUsageOID.CLIENT_AUTH


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainQuestion:
    """What was given back, and what it must fit."""

    certificates: tuple[x509.Certificate, ...]
    """In the order of the files."""
    name: str
    """The name that the connector knows."""
    domains: tuple[str, ...]
    """Accepted domains as far as they are known."""
    roots: tuple[x509.Certificate, ...]
    """Public authorities, or those of a private world."""
    now: datetime
    key: PublicKeyTypes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainVerdict:
    """What is to be said of a chain, and the chain as a server must present it."""

    findings: tuple[Finding, ...]
    names: tuple[str, ...]
    expires_at: datetime
    ordered: bytes
    """PEM: the server's own certificate first, each followed by the one that signed it, no root."""
    has_name: bool


def check_chain(question: ChainQuestion, tell: Tell) -> ChainVerdict:
    """Judge name, dates, key, order, completeness and authority; an empty list: it fits."""
    leaf = find_leaf(question)
    chain, root = _climb(leaf, question)
    findings = (
        *_judge_leaf(leaf, question, tell),
        *_judge_key(leaf, question, tell),
        *_judge_links(chain, root, question, tell),
    )
    sent = [one for one in chain if not _is_self_signed(one)] or [leaf]
    names = names_of(leaf)
    return ChainVerdict(
        findings=findings,
        names=names,
        expires_at=leaf.not_valid_after_utc,
        ordered=b"".join(one.public_bytes(Encoding.PEM) for one in sent),
        has_name=_covers(names, question.name),
    )


def find_leaf(question: ChainQuestion) -> x509.Certificate:
    """Find the server's own: the key's, else one that signed none of the others."""
    given = question.certificates
    for one in given:
        if question.key is not None and one.public_key() == question.key:
            return one
    issuers = {one.issuer for one in given if not _is_self_signed(one)}
    ends = [one for one in given if one.subject not in issuers]
    return next((one for one in ends if not _is_authority(one)), (ends or list(given))[0])


def _climb(
    leaf: x509.Certificate, question: ChainQuestion
) -> tuple[list[x509.Certificate], x509.Certificate | None]:
    """Follow signatures upwards; the root is None where none of the known ones signed."""
    chain = [leaf]
    while True:
        top = chain[-1]
        if top in question.roots:
            return chain, top
        root = next((one for one in question.roots if _signed(top, one)), None)
        if root is not None and not _is_self_signed(top):
            return chain, root
        above = next(
            (one for one in question.certificates if one not in chain and _signed(top, one)), None
        )
        if above is None:
            return chain, None
        chain.append(above)


def _judge_leaf(leaf: x509.Certificate, question: ChainQuestion, tell: Tell) -> Iterator[Finding]:
    names = names_of(leaf)
    values = {"name": question.name, "names": ", ".join(names) or "–"}
    if not _covers(names, question.name):
        yield tell("certificate.name.missing", values)
    elif question.name not in names:
        yield tell("certificate.name.wildcard", values)
    if not any(
        question.name == one or question.name.endswith(f".{one}") for one in question.domains
    ):
        yield tell("certificate.name.other_domain", values)
    yield from _judge_dates(leaf, question, tell)
    if is_weak(leaf):
        yield tell("certificate.key.weak", values)
    if not _may_be_client(leaf):
        yield tell("certificate.use.no_client", values)


def _judge_dates(leaf: x509.Certificate, question: ChainQuestion, tell: Tell) -> Iterator[Finding]:
    begins, ends = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    values = {"begins": begins.date().isoformat(), "ends": ends.date().isoformat()}
    if question.now > ends:
        yield tell("certificate.date.expired", values)
    elif question.now < begins:
        yield tell("certificate.date.not_yet", values)
    elif ends - question.now < TIME_TO_RENEW:
        yield tell("certificate.date.soon", values)


def _judge_key(leaf: x509.Certificate, question: ChainQuestion, tell: Tell) -> Iterator[Finding]:
    if question.key is None:
        yield tell("certificate.key.not_compared")
    elif leaf.public_key() != question.key:
        yield tell("certificate.key.other")


def _judge_links(
    chain: Sequence[x509.Certificate],
    root: x509.Certificate | None,
    question: ChainQuestion,
    tell: Tell,
) -> Iterator[Finding]:
    given = question.certificates
    values = {"issuer": _title(chain[-1].issuer), "ends": ""}
    if root is None and _is_self_signed(chain[-1]):
        alone = len(chain) == 1
        code = "certificate.authority.own" if alone else "certificate.authority.private"
        yield tell(code, values)
    elif root is None:
        yield tell("certificate.chain.incomplete", values)
    for one in chain[1:]:
        if not _is_authority(one):
            name = _title(one.subject)
            yield tell("certificate.chain.not_an_authority", {"issuer": name})
        elif not one.not_valid_before_utc <= question.now <= one.not_valid_after_utc:
            values = {"issuer": _title(one.subject)}
            yield tell("certificate.chain.expired", values)
    if [one for one in given if one in chain] != list(chain):
        yield tell("certificate.chain.order")
    if any(_is_self_signed(one) for one in given) and len(given) > 1:
        yield tell("certificate.chain.root_included")
    others = [one for one in given if one not in chain and not _is_self_signed(one)]
    if others:
        names = ", ".join(_title(one.subject) for one in others)
        yield tell("certificate.chain.foreign", {"names": names})


def _covers(names: Sequence[str], name: str) -> bool:
    """Say whether one of the names is meant, a wildcard for one label included (RFC 6125)."""
    parent = name.partition(".")[2]
    return name in names or (bool(parent) and f"*.{parent}" in names)


def _signed(below: x509.Certificate, above: x509.Certificate) -> bool:
    if below.issuer != above.subject or below == above:
        return False
    try:
        below.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _is_self_signed(one: x509.Certificate) -> bool:
    return one.issuer == one.subject


def _is_authority(one: x509.Certificate) -> bool:
    try:
        basic = one.extensions.get_extension_for_class(x509.BasicConstraints)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return bool(basic.value.ca)


def _may_be_client(one: x509.Certificate) -> bool:
    try:
        use = one.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return True
    return _CLIENT_USE in use or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in use


def _title(name: x509.Name) -> str:
    parts = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(parts[0].value) if parts else name.rfc4514_string()
