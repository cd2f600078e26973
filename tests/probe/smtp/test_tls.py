from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.domain.check import CheckRun
from app.domain.path import Endpoint
from app.domain.secret import Secret
from app.probe.plan import run_plan
from app.probe.sending.submission import SubmissionChecks, SubmissionQuestion
from app.probe.smtp.dialogue import Caller, Dialogue
from app.probe.smtp.sasl import Login, UnverifiedError, sign_in
from app.probe.smtp.server_certificate import ServerCertificate, read_server_certificate
from tests.probe.conftest import QUICK
from tests.probe.issuer import AIA, DAY, NOW, Issuer
from tests.probe.smtp_server import Peer, Script, ScriptedServer


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path)


def starttls(context: ssl.SSLContext, greeting: str = "220 mx.contoso.test") -> Script:
    async def script(peer: Peer) -> None:
        await peer.send(greeting)
        while line := await peer.hear():
            if line.startswith("STARTTLS"):
                await peer.send("220 go")
                await peer.start_tls(context)
            else:
                await peer.send("250-hi", "250-STARTTLS", "250 AUTH LOGIN XOAUTH2")

    return script


def run(
    script: Script, catalogue: Catalogue, tls: ssl.SSLContext, **changes: Any
) -> tuple[CheckRun, list[str]]:
    async def go() -> tuple[CheckRun, list[str]]:
        async with ScriptedServer(script) as server:
            question = SubmissionQuestion(
                **{
                    "endpoint": Endpoint(host="127.0.0.1", port=server.port),
                    "tls": tls,
                    "catalogue": catalogue,
                    "username": "a@contoso.test",
                    "token": Secret("a token that must not pass"),
                    "deadlines": QUICK,
                    **changes,
                }
            )
            async with SubmissionChecks(question) as session:
                return await run_plan(session.checks, lambda event: None), server.heard

    return asyncio.run(go())


def only_problem(result: CheckRun, heard: list[str]) -> str:
    assert not any("AUTH" in line for line in heard)
    assert "smtp.auth" in {skipped.id for skipped in result.skipped}
    return result.findings[-1].code


def test_tls_expired_and_not_yet_valid_name_the_dates(catalogue: Catalogue, issuer: Issuer) -> None:
    result, heard = run(starttls(issuer.issue(days=(-40, -3))), catalogue, issuer.trusted())
    assert only_problem(result, heard) == "smtp.tls.expired"
    assert f"{NOW - 3 * DAY:%Y-%m-%d}" in result.findings[-1].values["until"]
    result, heard = run(starttls(issuer.issue(days=(3, 40))), catalogue, issuer.trusted())
    assert only_problem(result, heard) == "smtp.tls.not_yet_valid"
    assert f"{NOW + 3 * DAY:%Y-%m-%d}" in result.findings[-1].values["from"]


def test_tls_wrong_clock_is_blamed_before_the_certificate(
    catalogue: Catalogue, issuer: Issuer
) -> None:
    then = NOW - 20 * DAY
    greeting = f"220 mx ready at {then:%a, %d %b %Y %H:%M:%S} +0000"
    script = starttls(issuer.issue(days=(-40, -3)), greeting)
    result, heard = run(script, catalogue, issuer.trusted())
    assert only_problem(result, heard) == "smtp.tls.clock_wrong"


def test_tls_self_signed(catalogue: Catalogue, issuer: Issuer) -> None:
    result, heard = run(starttls(issuer.issue(self_signed=True)), catalogue, issuer.trusted())
    assert only_problem(result, heard) == "smtp.tls.self_signed"


def test_tls_wrong_host_names_what_the_certificate_is_for(
    catalogue: Catalogue, issuer: Issuer
) -> None:
    names = x509.SubjectAlternativeName([x509.DNSName(f"host{n}.other.test") for n in range(200)])
    result, heard = run(starttls(issuer.issue(names=names)), catalogue, issuer.trusted())
    assert only_problem(result, heard) == "smtp.tls.wrong_host"
    assert "host0.other.test" in result.findings[-1].values["names"]
    assert len(result.findings[-1].evidence) < 1000


@pytest.mark.parametrize(
    ("verify_code", "code"),
    [
        (0x800B010F, "smtp.tls.wrong_host"),
        (0x800B010C, "smtp.tls.revoked"),
        (-67820, "smtp.tls.revoked"),
        (-67818, "smtp.tls.expired"),
        (0x800B0109, "smtp.tls.unknown_ca"),
    ],
)
def test_tls_objections_of_windows_and_macos_are_understood(
    verify_code: int, code: str, catalogue: Catalogue, issuer: Issuer
) -> None:
    """Both verify when the handshake is done, and raise with numbers of their own."""

    class SystemVerifies(ssl.SSLObject):
        def do_handshake(self) -> None:
            super().do_handshake()
            refused = ssl.SSLCertVerificationError("in the person's language")
            refused.verify_code = verify_code
            refused.verify_message = "in the person's language"
            raise refused

    tls = issuer.trusted()
    tls.sslobject_class = SystemVerifies
    result, heard = run(starttls(issuer.issue()), catalogue, tls)
    assert only_problem(result, heard) == code
    assert "in the person's language" in result.findings[-1].evidence


def test_tls_unknown_authority_is_named(
    catalogue: Catalogue, issuer: Issuer, tmp_path: Path
) -> None:
    stranger = Issuer(tmp_path, "Nobody's authority")
    result, heard = run(starttls(stranger.issue()), catalogue, issuer.trusted())
    assert only_problem(result, heard) == "smtp.tls.unknown_ca"
    assert result.findings[-1].values["issuer"] == "Nobody's authority"


def test_tls_missing_intermediate(catalogue: Catalogue, issuer: Issuer, tmp_path: Path) -> None:
    stranger = Issuer(tmp_path, "Intermediate 4")
    result, heard = run(starttls(stranger.issue(extra=AIA)), catalogue, issuer.trusted())
    assert only_problem(result, heard) == "smtp.tls.incomplete_chain"


def test_tls_inspecting_product_is_named(
    catalogue: Catalogue, issuer: Issuer, tmp_path: Path
) -> None:
    product = Issuer(tmp_path, "Zscaler Intermediate Root CA")
    result, heard = run(starttls(product.issue()), catalogue, issuer.trusted())
    assert only_problem(result, heard) == "smtp.tls.inspected"
    assert "Zscaler" in result.findings[-1].values["issuer"]


def test_tls_trusted_inspecting_product_is_a_warning(catalogue: Catalogue, tmp_path: Path) -> None:
    product = Issuer(tmp_path, "FortiGate CA")
    result, _ = run(starttls(product.issue()), catalogue, product.trusted(), token=None)
    codes = [finding.code for finding in result.findings]
    assert codes[-3:] == ["smtp.tls.ok", "smtp.tls.inspected_trusted", "smtp.auth.offered"]


def test_tls_weak_key(catalogue: Catalogue, issuer: Issuer) -> None:
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    trusted = issuer.trusted()
    trusted.set_ciphers("DEFAULT:@SECLEVEL=2")
    result, heard = run(starttls(issuer.issue(key=weak)), catalogue, trusted)
    assert only_problem(result, heard) == "smtp.tls.weak_key"
    assert result.findings[-1].values["key"] == "RSA 1024"


def test_tls_weak_signature(catalogue: Catalogue, tmp_path: Path) -> None:
    old = Issuer(tmp_path, key=rsa.generate_private_key(public_exponent=65537, key_size=2048))
    trusted = old.trusted()
    trusted.set_ciphers("DEFAULT:@SECLEVEL=2")
    result, heard = run(starttls(old.issue(with_sha1=True)), catalogue, trusted)
    assert only_problem(result, heard) == "smtp.tls.weak_signature"
    assert "SHA1" in result.findings[-1].values["signature"]


def test_tls_too_old_names_the_version(catalogue: Catalogue, issuer: Issuer) -> None:
    context = issuer.issue()
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    trusted = issuer.trusted()
    trusted.minimum_version = ssl.TLSVersion.TLSv1_2
    result, heard = run(starttls(context), catalogue, trusted)
    assert only_problem(result, heard) == "smtp.tls.too_old"
    assert result.findings[-1].values["version"] == "TLSv1.1"


def test_sign_in_before_verified_tls_is_a_bug_and_stops() -> None:
    dialogue = Dialogue(Caller(endpoint=Endpoint(host="127.0.0.1", port=1)))
    login = Login(username="a@contoso.test", token=Secret("x"))
    with pytest.raises(UnverifiedError):
        asyncio.run(sign_in(dialogue, login))


@pytest.mark.parametrize(
    ("name", "host", "fits"),
    [
        ("smtp.contoso.test", "SMTP.contoso.test.", True),
        ("*.contoso.test", "smtp.contoso.test", True),
        ("*.contoso.test", "a.b.contoso.test", False),
        ("*.contoso.test", "contoso.test", False),
        ("*.0.0.1", "127.0.0.1", False),
        ("127.0.0.1", "127.0.0.1", True),
    ],
)
def test_certificate_name_covers_one_label_only(name: str, host: str, fits: bool) -> None:
    facts = ServerCertificate(
        subject="",
        issuer="",
        names=(name,),
        not_before=NOW,
        not_after=NOW,
        key="",
        key_is_weak=False,
        signature="",
        signature_is_weak=False,
        is_self_signed=False,
        names_its_issuer=False,
    )
    assert facts.is_for(host) is fits


@given(st.binary(max_size=400))
def test_certificate_any_bytes_never_raise(data: bytes) -> None:
    assert read_server_certificate(data) is None


def test_certificate_is_read(issuer: Issuer) -> None:
    facts = read_server_certificate(issuer.certificate.public_bytes(serialization.Encoding.DER))
    assert facts is not None
    assert facts.is_self_signed
    assert facts.key == "EC 256"
    assert facts.issuer == "Test authority"


def test_tls_versions_are_tried_one_by_one(catalogue: Catalogue, issuer: Issuer) -> None:
    context = issuer.issue()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    result, _ = run(
        starttls(context), catalogue, issuer.trusted(), token=None, try_tls_versions=True
    )
    (found,) = [one for one in result.findings if one.code == "smtp.tls_versions"]
    assert found.values["taken"] == "1.2"
    assert "1.3" in found.values["refused"]
