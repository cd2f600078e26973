"""`sendwright certificate`: from key and request to a chain that a connector will know."""

import json
import logging
import ssl
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import certifi
import pytest

from app.catalogue import Catalogue
from app.cli.main import run
from app.domain.certificates.files import read_certificates
from app.services.certificates.relay import public_roots
from tests.domain.certificates.issuing import make_authority, pem, sign

Run = Callable[..., tuple[int, str, str]]
CLOUD = """
schema = 1
id = "lab"
name = "Lab"
smtp = { host = "localhost" }
identity = { authority = "https://localhost", scope = "x" }
trust = { ca_file = "ca.pem" }
"""
NAME = "relay.contoso.com"
SOON = datetime.now(UTC) + timedelta(days=200)


@pytest.fixture
def sendwright(capfd: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        code = run(words, open_wizard=lambda: 7)
        out, err = capfd.readouterr()
        return code, out, err

    added = ("--offline", "--path", "relay_certificate", "--from", "scan@contoso.com")
    assert call("clients", "add", "contoso.com", *added)[0] == 0
    return call


def test_key_and_request_are_made_and_the_key_is_seen_by_nobody(
    sendwright: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    words = ("certificate", "request", "contoso.com", "--key-type", "ec", "--out", str(tmp_path))
    code, out, err = sendwright(*words, "--json")
    assert code == 0
    key = tmp_path / f"{NAME}.key.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    secret = key.read_text("utf-8").splitlines()[1]
    assert secret not in out + err + caplog.text
    assert json.loads(out)["result"]["names"] == [NAME]
    assert sendwright(*words)[0] == 0
    assert (tmp_path / f"{key.name}.bak").read_text("utf-8").splitlines()[1] == secret
    assert stat.S_IMODE((tmp_path / f"{key.name}.bak").stat().st_mode) == 0o600
    shown = json.loads(sendwright("clients", "show", "contoso.com", "--json")[1])["result"]
    assert shown["certificate_name"] == NAME
    assert secret not in json.dumps(shown)


def test_the_chain_that_comes_back_is_checked_and_put_in_order(
    sendwright: Run, tmp_path: Path
) -> None:
    sendwright("certificate", "request", "contoso.com", "--key-type", "ec", "--out", str(tmp_path))
    root = make_authority("Root of a lab")
    middle = make_authority("Middle", root)
    leaf = sign((tmp_path / f"{NAME}.csr.pem").read_bytes(), middle, ends=SOON)
    (tmp_path / "back.pem").write_bytes(pem(middle.certificate, leaf))
    (tmp_path / "ca.pem").write_bytes(pem(root.certificate))
    (tmp_path / "lab.toml").write_text(CLOUD)
    key = str(tmp_path / f"{NAME}.key.pem")
    check = ("certificate", "check", "contoso.com", str(tmp_path / "back.pem"), "--key", key)
    code, out, err = sendwright(
        *check, "--out", str(tmp_path / "out"), "--cloud", str(tmp_path / "lab.toml"), "--json"
    )
    result = json.loads(out)
    assert code == 0, err
    assert [finding["code"] for finding in result["findings"]] == [
        "certificate.chain.order", "certificate.chain.fits",
    ]  # fmt: skip
    assert result["result"]["expires_on"] == SOON.date().isoformat()
    ordered = tmp_path / "out" / f"{NAME}.chain.pem"
    assert ordered.read_bytes() == pem(leaf, middle.certificate)
    ssl.create_default_context().load_cert_chain(ordered, key)
    code, out, _ = sendwright(*check)
    assert code == 1
    assert "A certificate is missing from the chain" in out


def test_another_key_a_missing_file_and_a_bad_name_are_told(
    sendwright: Run, tmp_path: Path
) -> None:
    request = ("certificate", "request", "contoso.com", "--key-type", "ec", "--out")
    sendwright(*request, str(tmp_path / "a"))
    sendwright(*request, str(tmp_path / "b"))
    leaf = sign((tmp_path / "a" / f"{NAME}.csr.pem").read_bytes(), make_authority("X"), ends=SOON)
    (tmp_path / "leaf.pem").write_bytes(pem(leaf))
    other = str(tmp_path / "b" / f"{NAME}.key.pem")
    code, out, _ = sendwright(
        "certificate", "check", "contoso.com", str(tmp_path / "leaf.pem"), "--key", other
    )
    assert code == 1
    assert "belongs to another key" in out
    assert sendwright("certificate", "check", "contoso.com", str(tmp_path / "none"))[0] == 2
    assert sendwright("certificate", "check", "contoso.com", other)[0] == 2
    assert sendwright(*request, str(tmp_path), "--name", "not a name")[0] == 2


def test_a_root_that_everybody_knows_vouches_and_one_of_our_own_does_not() -> None:
    worldwide = Catalogue().clouds["worldwide"]
    bundle = Path(certifi.where()).read_bytes()
    first = bundle.index(b"-----BEGIN CERTIFICATE-----")
    end = bundle.index(b"-----END CERTIFICATE-----") + 26
    known = read_certificates(bundle[first:end])
    assert public_roots(worldwide, known) == known
    assert public_roots(worldwide, (make_authority("Office authority").certificate,)) == ()


def test_the_object_id_is_asked_for_by_name_and_refused_when_it_is_none(sendwright: Run) -> None:
    right = "3F2504E0-4F89-41D3-9A0C-0305E82C3301"
    words = ("clients", "add", "scan@fabrikam.com", "--offline", "--path", "smtp_auth_oauth")
    assert sendwright(*words, "--enterprise-object-id", right)[0] == 0
    shown = json.loads(sendwright("clients", "show", "fabrikam.com", "--json")[1])["result"]
    assert shown["sign_in"]["enterprise_object_id"] == right.lower()
    code, _, err = sendwright(*words, "--enterprise-object-id", "Sendwright")
    assert code == 2
    assert "Enterprise applications" in err
