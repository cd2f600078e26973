"""Each system's verifier says in numbers of its own what it objected to."""

from __future__ import annotations

import ssl

import pytest

from app.domain.certificates.distrust import Distrust, distrust_of, openssl_reason, words_of


def _refused(code: int) -> ssl.SSLCertVerificationError:
    """As truststore makes it: nothing is set that it does not set."""
    error = ssl.SSLCertVerificationError("Der Zertifikatname stimmt nicht überein.")
    error.verify_code = code
    return error


@pytest.mark.parametrize(
    ("openssl", "windows", "macos", "meaning"),
    [
        (10, 0x800B0101, -67818, Distrust.EXPIRED),
        (62, 0x800B010F, -67602, Distrust.WRONG_NAME),
        (20, 0x800B010A, -25318, Distrust.NO_ISSUER),
        (23, 0x800B010C, -67820, Distrust.REVOKED),
        (19, 0x800B0109, -67843, Distrust.UNKNOWN_AUTHORITY),
    ],
)
def test_the_same_objection_is_known_on_every_system(
    openssl: int, windows: int, macos: int, meaning: Distrust
) -> None:
    assert {distrust_of(_refused(code)) for code in (openssl, windows, macos)} == {meaning}


@pytest.mark.parametrize("code", [0, -1, 99999, 0x80092013])
def test_what_nobody_knows_is_an_authority_that_is_not_known(code: int) -> None:
    assert distrust_of(_refused(code)) is Distrust.UNKNOWN_AUTHORITY


def test_an_error_that_python_made_is_read_without_its_attributes() -> None:
    bare = ssl.SSLCertVerificationError("Peer sent no certificates to verify")
    assert distrust_of(bare) is Distrust.UNKNOWN_AUTHORITY
    assert openssl_reason(bare) == ""
    assert words_of(bare) == "Peer sent no certificates to verify"
