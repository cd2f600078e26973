"""A relaying server's certificate on the Test step: both files or none, and it is really shown."""

from __future__ import annotations

from pathlib import Path

import trustme
from PySide6.QtWidgets import QPushButton

from app.domain.path import SendingPath
from tests.gui.driver import Driver
from tests.gui.pages.trial.test_page import _go_to_test, _run
from tests.gui.test_journey import audit_page


def _write(tmp_path: Path, name: str) -> tuple[str, str]:
    issued = trustme.CA().issue_cert("relay.contoso.test")
    chain, key = tmp_path / f"{name}.chain.pem", tmp_path / f"{name}.key.pem"
    chain.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    key.write_bytes(issued.private_key_pem.bytes())
    return str(chain), str(key)


def test_certificate_is_asked_for_on_its_path_only(driver: Driver) -> None:
    _go_to_test(driver, "all_well", SendingPath.RELAY_IP)
    assert not driver.has("test.certificate.chain")


def test_half_a_certificate_stops_the_run_and_both_files_go(driver: Driver, tmp_path: Path) -> None:
    _go_to_test(driver, "all_well", SendingPath.RELAY_CERTIFICATE)
    chain, key = _write(tmp_path, "good")
    driver.type("test.certificate.chain", chain)
    assert "Choose both" in driver.shown_texts()
    assert not driver.find("test.run", QPushButton).isEnabled()
    audit_page(driver)
    driver.type("test.certificate.key", key)
    assert driver.find("test.run", QPushButton).isEnabled()
    _run(driver)
    assert driver.text("test.verdict")
    client = driver.wizard.desk.client
    assert client is not None
    assert any(finding.code == "relay.message.accepted" for finding in client.findings)


def test_key_of_another_certificate_is_told(driver: Driver, tmp_path: Path) -> None:
    _go_to_test(driver, "all_well", SendingPath.RELAY_CERTIFICATE)
    chain, _ = _write(tmp_path, "one")
    _, key = _write(tmp_path, "other")
    driver.type("test.certificate.chain", chain)
    driver.type("test.certificate.key", key)
    _run(driver)
    assert "The certificate and its key cannot be used" in driver.shown_texts()
    client = driver.wizard.desk.client
    assert client is not None
    assert not any(finding.code.startswith("relay.message") for finding in client.findings)
