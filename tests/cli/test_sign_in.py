"""The ways to sign in on the command line: a pasted address, a secret, a certificate."""

from __future__ import annotations

import io
import json
import re
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, build_opener

import keyring
import keyring.core

from app.practice.browser import find_form
from tests.cli.signing_scene import Run, add, claims_of, own_keyring, sendwright, server, tenant
from tests.signin.conftest import authority_ca, client_tls, identity
from tests.signin.service import APP, Identity

if TYPE_CHECKING:
    import pytest
    import trustme

    from app.practice import PracticeTenant

__all__ = [
    "authority_ca",
    "client_tls",
    "identity",
    "own_keyring",
    "sendwright",
    "server",
    "tenant",
]

ADDRESS = re.compile(r"https://\S+")


def test_two_ways_at_once_are_refused(sendwright: Run, server: str) -> None:
    code, _, err = sendwright("sign-in", server, "--paste", "--device-code")
    assert code == 2
    assert "one way" in err


def test_without_a_keyring_no_certificate_is_made(
    sendwright: Run, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.set_keyring(keyring.core.load_keyring("keyring.backends.fail.Keyring"))
    path = tmp_path / "app.cer"
    code, out, _ = sendwright("sign-in", server, "--new-certificate", str(path), "--json")
    assert code == 1
    assert json.loads(out)["findings"][0]["code"] == "keyring.fail"
    assert not path.exists()


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def visit(tenant: PracticeTenant, url: str, choice: str = "sign_in") -> str:
    """Sign in as a person does in a browser elsewhere; gives the address at which it ends."""
    tls = ssl.create_default_context(cafile=tenant.cloud.trust.ca_file)
    opener = build_opener(ProxyHandler({}), HTTPSHandler(context=tls), _Stay())
    with opener.open(url, timeout=10) as page:
        form = find_form(page.read().decode())
    assert form is not None
    body = urlencode({**form.values, "choice": choice}).encode()
    try:
        opener.open(urljoin(url, form.action), body, timeout=10)
    except HTTPError as exc:
        exc.close()
        return exc.headers["Location"] or ""
    raise AssertionError("the page did not send the browser back")


class Person:
    """Reads the address that the command shows, signs in and pastes; first something wrong."""

    def __init__(self, tenant: PracticeTenant, said: Callable[[], str], first: list[str]) -> None:
        self._tenant, self._said, self._first = tenant, said, first
        self._url = ""

    def readline(self, size: int = -1) -> str:
        self._url = self._url or ADDRESS.findall(self._said())[-1]
        if self._first:
            return self._first.pop(0)
        return visit(self._tenant, self._url) + "\n"


def test_a_pasted_address_signs_in_after_one_that_was_wrong(
    sendwright: Run,
    tenant: PracticeTenant,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = add(sendwright, tenant, tenant.application_id)
    heard: list[str] = []

    def said() -> str:
        heard.append(capfdbinary.readouterr().err.decode())
        return heard[-1]

    person = Person(tenant, said, ["http://localhost/\n"])
    monkeypatch.setattr("sys.stdin", person)
    code, out, err = sendwright("sign-in", client, "--paste", "--json")
    assert code == 0, err
    assert "There is no sign-in in this address" in err
    assert json.loads(out)["result"]["signed_in_as"] == tenant.user
    assert claims_of(sendwright("token", client)[1])["upn"] == tenant.user
    code, out, _ = sendwright("token", client, "--status")
    assert code == 0
    assert "stays good until" in out


def test_giving_up_pasting_is_a_cancel(
    sendwright: Run, tenant: PracticeTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = add(sendwright, tenant, tenant.application_id)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, out, _ = sendwright("sign-in", client, "--paste")
    assert (code, out) == (130, "")


def test_a_certificate_made_here_keeps_its_key_in_the_keyring(
    sendwright: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tenant: PracticeTenant,
    identity: Identity,
    authority_ca: trustme.CA,
) -> None:
    cloud = tmp_path / "lab.toml"
    authority_ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    text = tenant.cloud_file.read_text("utf-8").replace(
        tenant.cloud.identity.authority, identity.url
    )
    cloud.write_text(text.replace(Path(tenant.cloud.trust.ca_file).name, "ca.pem"))
    identity.access_claims = {"scp": None, "roles": ["SMTP.SendAsApp"], "upn": None}
    monkeypatch.setenv("SENDWRIGHT_CLOUD", str(cloud))
    client = add(sendwright, tenant, APP)
    public = tmp_path / "app.cer"

    code, _, err = sendwright("sign-in", client, "--made-certificate")
    assert code == 2
    assert "--new-certificate" in err
    code, out, err = sendwright("sign-in", client, "--new-certificate", str(public))
    assert code == 0, err
    assert "PRIVATE" not in public.read_text("utf-8")
    assert "BEGIN CERTIFICATE" in public.read_text("utf-8")
    assert sendwright("sign-in", client, "--new-certificate", str(public))[0] == 2

    code, out, err = sendwright("sign-in", client, "--made-certificate", "--json")
    assert code == 0, err
    assert identity.forms[-1]["grant_type"] == "client_credentials"
    assert identity.forms[-1]["client_assertion"].count(".") == 2
    assert sendwright("token", client, "--renew")[0] == 0
    assert identity.asked.count("token") == 2
    code, out, _ = sendwright("token", client, "--status", "--json")
    assert [item["code"] for item in json.loads(out)["findings"]] == ["store.certificate_dies"]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if b"PRIVATE KEY" in path.read_bytes()]
