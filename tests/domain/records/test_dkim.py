from __future__ import annotations

import base64
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from app.domain.records.dkim import (
    KeyType,
    derive_other_target,
    parse_dkim,
    parse_target,
    select_dkim,
)
from app.domain.records.tags import RecordError

SUFFIXES = (".onmicrosoft.test", ".dkim.mail.microsoft.test")


def rsa_key(bits: int) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()
    octets = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(octets).decode("ascii")


@pytest.mark.parametrize("bits", [1024, 2048])
def test_parse_dkim_measures_an_rsa_key(bits: int) -> None:
    key = parse_dkim(f"v=DKIM1; k=rsa; p={rsa_key(bits)};")
    assert (key.type, key.bits, key.is_revoked, key.signs_mail) == (KeyType.RSA, bits, False, True)


def test_parse_dkim_takes_a_key_with_blanks_and_without_a_version() -> None:
    packed = rsa_key(1024)
    assert parse_dkim(f"p={packed[:40]} {packed[40:]}").bits == 1024


def test_parse_dkim_reads_an_ed25519_key() -> None:
    octets = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    key = parse_dkim(f"v=DKIM1; k=ed25519; p={base64.b64encode(octets).decode()}")
    assert (key.type, key.bits) == (KeyType.ED25519, 0)


def test_parse_dkim_empty_key_is_revoked() -> None:
    assert parse_dkim("v=DKIM1; p=").is_revoked


def test_parse_dkim_reads_flags() -> None:
    key = parse_dkim("v=DKIM1; t=y:s; s=other; h=sha256; p=")
    assert (key.is_testing, key.signs_mail, key.hashes) == (True, False, ("sha256",))


@pytest.mark.parametrize(
    "text",
    [
        *["v=DKIM1; k=rsa", "v=DKIM2; p=", "p=; v=DKIM1", "v=DKIM1; p=%%%", "v=DKIM1; p=AAAA"],
        *["v=DKIM1; k=ed25519; p=AAAA", "v=DKIM1; p=; p=", "v=DKIM1; junk; p="],
    ],
)
def test_parse_dkim_refuses_what_cannot_be_used(text: str) -> None:
    with pytest.raises(RecordError):
        parse_dkim(text)


def test_select_dkim_leaves_other_texts_alone() -> None:
    texts = ["v=spf1 -all", "v=DKIM1; p=", "k=rsa; p=x", "hello"]
    assert select_dkim(texts) == ("v=DKIM1; p=", "k=rsa; p=x")


@pytest.mark.parametrize(
    "host",
    [
        "selector1-contoso-test._domainkey.contoso.onmicrosoft.test",
        "selector1-contoso-test._domainkey.contoso.a-v1.dkim.mail.microsoft.test",
    ],
)
def test_parse_target_reads_old_and_new_forms(host: str) -> None:
    target = parse_target(host, SUFFIXES)
    assert target is not None
    assert (target.selector, target.domain_label) == ("selector1", "contoso-test")
    assert derive_other_target(target, "selector2") == host.replace("selector1", "selector2")


@pytest.mark.parametrize(
    "host", ["selector1._domainkey.contoso.test", "selector1-x.contoso.onmicrosoft.test", ""]
)
def test_parse_target_leaves_other_names_alone(host: str) -> None:
    assert parse_target(host, SUFFIXES) is None


@given(st.text(), st.sampled_from(["", "v=DKIM1; p=", "v=DKIM1; k=rsa; p="]))
def test_parse_dkim_raises_nothing_but_its_own_error(text: str, start: str) -> None:
    with suppress(RecordError):
        parse_dkim(start + text)
    select_dkim([text])
    parse_target(text, SUFFIXES)
