"""What an authority gives back: name, dates, key, order, completeness, and who vouches for it."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import serialize_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.catalogue import Catalogue
from app.domain.address import DomainName
from app.domain.certificates.chain import ChainQuestion, check_chain
from app.domain.certificates.files import read_certificates, read_public_key
from app.domain.certificates.request import CertificateRequest, KeyKind, make_request
from app.domain.errors import InputError
from tests.domain.certificates.issuing import NOW, make_authority, pem, sign
from tests.wording import all_of

NAME = "relay.contoso.com"
TELL = Catalogue().teller(NAME)
ROOT = make_authority("Public root")
MIDDLE = make_authority("Middle", ROOT)
STRANGER = make_authority("Office authority")
REQUEST = make_request((DomainName(NAME),), kind=KeyKind.EC)
OTHER = make_request((DomainName(NAME),), kind=KeyKind.EC)


def key_of(request: CertificateRequest) -> bytes:
    return request.private_key.reveal().encode()


LEAF = sign(REQUEST.request, MIDDLE)


def question(*certificates: x509.Certificate) -> ChainQuestion:
    return ChainQuestion(
        certificates=certificates or (LEAF, MIDDLE.certificate),
        name=NAME,
        domains=("contoso.com",),
        roots=(ROOT.certificate,),
        now=NOW,
        key=read_public_key(key_of(REQUEST)),
    )


def codes(asked: ChainQuestion) -> list[str]:
    return [finding.code for finding in check_chain(asked, TELL).findings]


def test_a_whole_chain_in_order_leaves_nothing_to_say() -> None:
    verdict = check_chain(question(), TELL)
    assert verdict.findings == ()
    assert verdict.names == (NAME,)
    assert verdict.ordered == pem(LEAF, MIDDLE.certificate)


@pytest.mark.parametrize(
    ("leaf", "code"),
    [
        (sign(REQUEST.request, MIDDLE, names=("mail.contoso.com",)), "certificate.name.missing"),
        (sign(REQUEST.request, MIDDLE, names=("*.contoso.com",)), "certificate.name.wildcard"),
        (sign(REQUEST.request, MIDDLE, names=("*.com",)), "certificate.name.missing"),
        (sign(REQUEST.request, MIDDLE, ends=NOW - timedelta(1)), "certificate.date.expired"),
        (sign(REQUEST.request, MIDDLE, begins=NOW + timedelta(1)), "certificate.date.not_yet"),
        (sign(REQUEST.request, MIDDLE, ends=NOW + timedelta(9)), "certificate.date.soon"),
        (sign(OTHER.request, MIDDLE), "certificate.key.other"),
        (
            sign(REQUEST.request, MIDDLE, uses=(ExtendedKeyUsageOID.SERVER_AUTH,)),
            "certificate.use.no_client",
        ),
    ],
)
def test_each_fault_of_the_certificate_has_its_code(leaf: x509.Certificate, code: str) -> None:
    assert codes(question(leaf, MIDDLE.certificate)) == [code]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((LEAF,), ["certificate.chain.incomplete"]),
        ((MIDDLE.certificate, LEAF), ["certificate.chain.order"]),
        ((LEAF, MIDDLE.certificate, ROOT.certificate), ["certificate.chain.root_included"]),
        ((LEAF, MIDDLE.certificate, LEAF), []),
        (
            (LEAF, MIDDLE.certificate, make_authority("Else", ROOT).certificate),
            ["certificate.chain.foreign"],
        ),
    ],
)
def test_order_and_completeness_are_judged(
    given: tuple[x509.Certificate, ...], expected: list[str]
) -> None:
    asked = question(*dict.fromkeys(given))
    assert codes(asked) == expected
    if "certificate.chain.incomplete" not in expected:
        assert check_chain(asked, TELL).ordered == pem(LEAF, MIDDLE.certificate)


def test_a_private_authority_is_told_from_a_missing_link_and_from_itself() -> None:
    leaf = sign(REQUEST.request, STRANGER)
    assert "certificate.authority.private" in codes(question(leaf, STRANGER.certificate))
    assert codes(question(leaf)) == ["certificate.chain.incomplete"]
    alone = replace(question(STRANGER.certificate), key=None)
    assert "certificate.authority.own" in codes(alone)


def test_a_name_that_looks_like_the_issuers_does_not_stand_for_its_signature() -> None:
    impostor = make_authority("Middle", STRANGER)
    leaf = sign(REQUEST.request, impostor)
    assert "certificate.chain.incomplete" in codes(question(leaf, MIDDLE.certificate))


def test_one_that_is_no_authority_cannot_vouch() -> None:
    pretender = make_authority("Not an authority", ROOT, is_authority=False)
    leaf = sign(REQUEST.request, pretender)
    assert codes(question(leaf, pretender.certificate)) == ["certificate.chain.not_an_authority"]


def test_without_a_key_it_says_that_nobody_compared() -> None:
    assert codes(replace(question(), key=None)) == ["certificate.key.not_compared"]


def test_a_name_of_another_domain_is_named() -> None:
    asked = replace(question(), domains=("fabrikam.com",))
    assert codes(asked) == ["certificate.name.other_domain"]
    assert codes(replace(question(), domains=("oso.com",))) == ["certificate.name.other_domain"]


BOTH = (LEAF, MIDDLE.certificate)
WITH_TEXT = b"Subject: relay\r\n" + pem(*BOTH).replace(b"\n", b"\r\n") + b"\ntext\n"


@pytest.mark.parametrize(
    "content",
    [
        pem(*BOTH),
        WITH_TEXT,
        serialize_certificates(list(BOTH), Encoding.PEM),
        serialize_certificates(list(BOTH), Encoding.DER),
    ],
)
def test_every_form_of_file_is_read(content: bytes) -> None:
    assert set(read_certificates(content)) == {LEAF, MIDDLE.certificate}


NOT_ONE = b"-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "unreadable"),
        (b"hello", "unreadable"),
        (REQUEST.request, "request_instead"),
        (key_of(REQUEST), "key_instead"),
        (b"\x30\x82", "unreadable"),
        (NOT_ONE, "unreadable"),
        (b"-----BEGIN SOMETHING-----\n", "none"),
        (b"x" * 1_000_001, "too_long"),
    ],
)
def test_other_files_are_refused_without_a_word_of_a_key(content: bytes, fault: str) -> None:
    with pytest.raises(InputError) as caught:
        read_certificates(content)
    assert caught.value.code == f"input.certificate.{fault}"
    assert REQUEST.private_key.reveal().splitlines()[1] not in all_of(caught.value)


def test_a_request_names_all_names_and_hides_its_key() -> None:
    made = make_request((DomainName(NAME), DomainName("b.contoso.com"), DomainName(NAME)))
    assert made.names == (NAME, "b.contoso.com")
    assert "PRIVATE" not in repr(made)
    asked = x509.load_pem_x509_csr(made.request)
    assert asked.is_signature_valid
    assert asked.public_key() == read_public_key(key_of(made))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl")
@pytest.mark.parametrize("kind", list(KeyKind))
def test_openssl_takes_the_request_and_the_chain(tmp_path: Path, kind: KeyKind) -> None:
    made = make_request((DomainName(NAME),), kind=kind)
    (tmp_path / "csr.pem").write_bytes(made.request)
    (tmp_path / "root.pem").write_bytes(pem(ROOT.certificate))
    leaf = sign(made.request, MIDDLE)
    verdict = check_chain(
        replace(question(MIDDLE.certificate, leaf), key=read_public_key(key_of(made))), TELL
    )
    (tmp_path / "chain.pem").write_bytes(verdict.ordered)
    for words in (
        ("req", "-in", "csr.pem", "-noout", "-verify"),
        ("verify", "-attime", str(int(NOW.timestamp())), "-CAfile", "root.pem", "-untrusted",
         "chain.pem", "chain.pem"),
    ):  # fmt: skip
        done = subprocess.run(
            ["openssl", *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
