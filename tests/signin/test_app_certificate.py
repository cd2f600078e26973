"""The certificate of an app: made, read back, and refused with the reason."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
import trustme
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12
from cryptography.x509 import load_pem_x509_certificate

from app.catalogue import Catalogue
from app.domain.errors import InputError
from app.domain.secret import Secret
from app.signin import AppCertificate, create_app_certificate, parse_app_certificate
from app.signin.key_rounds import MOST_ROUNDS, most_rounds
from tests.wording import in_words

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def made() -> AppCertificate:
    return create_app_certificate("Sendwright for Contoso", now=NOW)


def test_what_was_made_can_be_read(made: AppCertificate) -> None:
    assert parse_app_certificate(made.pem.reveal().encode(), Catalogue(), now=NOW) == made


def test_the_key_is_hidden(made: AppCertificate) -> None:
    assert "PRIVATE" not in repr(made)


@pytest.mark.parametrize("kind", ["pem", "pfx"])
def test_a_file_with_a_password_is_read(made: AppCertificate, kind: str) -> None:
    key = load_pem_private_key(made.private_key.reveal().encode(), None)
    certificate = load_pem_x509_certificate(made.certificate.encode())
    lock = form.BestAvailableEncryption(b"open")
    assert isinstance(key, RSAPrivateKey)
    content = pkcs12.serialize_key_and_certificates(b"", key, certificate, None, lock)
    if kind == "pem":
        locked = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, lock)
        content = locked + made.certificate.encode()
    read = parse_app_certificate(content, Catalogue(), now=NOW, passphrase=Secret("open"))
    assert read == made
    for wrong in (None, Secret("other")):
        with pytest.raises(InputError) as raised:
            parse_app_certificate(content, Catalogue(), now=NOW, passphrase=wrong)
        assert raised.value.code == "signin.certificate_unreadable"


def code_of(content: bytes, now: datetime = NOW) -> str:
    with pytest.raises(InputError) as raised:
        parse_app_certificate(content, Catalogue(), now=now)
    assert in_words(raised.value).fix
    return raised.value.code


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\x30\x82\x00", b"-----BEGIN CERTIFICATE-----\nx\n"]
)
def test_what_is_no_certificate_is_refused(content: bytes) -> None:
    assert code_of(content) == "signin.certificate_unreadable"


def test_a_key_that_microsoft_does_not_take_is_refused() -> None:
    pair = trustme.CA().issue_cert("app.contoso.com", key_type=trustme.KeyType.ECDSA)
    both = pair.private_key_and_cert_chain_pem.bytes()
    assert code_of(both, datetime.now(UTC)) == "signin.certificate_not_rsa"


def test_a_key_of_another_certificate_is_refused(made: AppCertificate) -> None:
    other = create_app_certificate("Other", now=NOW)
    both = other.private_key.reveal() + made.certificate
    assert code_of(both.encode()) == "signin.certificate_mismatch"


@pytest.mark.parametrize("days", [-2, 731])
def test_a_certificate_out_of_its_dates_is_refused(made: AppCertificate, days: int) -> None:
    both = made.pem.reveal().encode()
    assert code_of(both, NOW + timedelta(days=days)) == "signin.certificate_expired"


def test_bytes_that_only_look_like_a_count_are_none(made: AppCertificate) -> None:
    """Encrypted bytes and signatures hold any pattern; a count stands in a structure."""
    looks = bytes.fromhex("0408") + bytes(8) + bytes.fromhex("02037a1200")
    assert most_rounds(b"\x30\x82" + looks) == 0
    assert most_rounds(b"\x04" + bytes((len(looks) + 1,)) + b"\xff" + looks) == 0
    assert most_rounds(made.pem.reveal().encode()) == 0
    assert most_rounds(b"\x30" + bytes((len(looks),)) + looks) == 8_000_000


@pytest.mark.parametrize("kind", ["pem", "pfx"])
def test_a_file_that_is_made_to_keep_somebody_waiting_is_not_opened(
    made: AppCertificate, kind: str
) -> None:
    key = load_pem_private_key(made.private_key.reveal().encode(), None)
    certificate = load_pem_x509_certificate(made.certificate.encode())
    assert isinstance(key, RSAPrivateKey)
    usual, eight_million = bytes.fromhex("0203030d40"), bytes.fromhex("02037a1200")
    lock = form.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(200_000).build(b"open")
    content = pkcs12.serialize_key_and_certificates(b"", key, certificate, None, lock)
    assert most_rounds(content) == 200_000
    slow = content.replace(usual, eight_million)
    if kind == "pem":
        text = base64.encodebytes(slow).decode()
        slow = f"-----BEGIN ENCRYPTED PRIVATE KEY-----\n{text}-----END X-----\n".encode()
    assert most_rounds(slow) > MOST_ROUNDS
    assert code_of(slow) == "signin.certificate_too_slow"
