"""Relay by certificate in the wizard: key, request, and the chain that comes back."""

from __future__ import annotations

import ssl
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.domain.organisation.client import Client, SenderKind
from app.domain.organisation.draft import Draft
from app.domain.path import SendingPath
from app.flow.journey import Step
from app.services.clients import draft_client
from tests.cli.test_certificate import CLOUD
from tests.domain.certificates.issuing import make_authority, pem, sign
from tests.gui.driver import Driver
from tests.gui.test_journey import audit_page, save_through_dialog

NAME = "relay.contoso.com"
SOON = datetime.now(UTC) + timedelta(days=200)


@pytest.fixture
def at_prepare(driver: Driver, tmp_path: Path) -> Driver:
    root = make_authority("Root of a lab")
    (tmp_path / "ca.pem").write_bytes(pem(root.certificate))
    (tmp_path / "lab.toml").write_text(CLOUD)
    desk = driver.wizard.desk
    client = draft_client(
        Draft(typed="scan@contoso.com", kinds=(SenderKind.SERVER.value,)),
        desk.engine.clouds,
        desk.engine.clients,
    )
    client = replace(
        client,
        path=SendingPath.RELAY_CERTIFICATE,
        cloud_file=str(tmp_path / "lab.toml"),
        step=Step.PREPARE.value,
    )
    desk.open_client(client)
    driver.settle()
    assert driver.step is Step.PREPARE
    return driver


def _client(driver: Driver) -> Client:
    client = driver.wizard.desk.client
    assert client is not None
    return client


def _make(driver: Driver, folder: Path) -> Path:
    driver.press("prepare.certificate.more")
    driver.press("prepare.certificate.ec")
    driver.press("prepare.certificate.make")
    save_through_dialog(driver, folder)
    return folder / f"{NAME}.key.pem"


def test_key_is_made_for_one_reader_and_the_request_is_shown(
    at_prepare: Driver, tmp_path: Path
) -> None:
    driver = at_prepare
    assert driver.find("prepare.certificate.name", QLineEdit).text() == NAME
    key = _make(driver, tmp_path)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    shown = driver.find("prepare.certificate.request.text", QPlainTextEdit).toPlainText()
    assert shown == (tmp_path / f"{NAME}.csr.pem").read_text("ascii")
    assert key.read_text("utf-8").splitlines()[1] not in driver.shown_texts() + driver.quoted()
    assert _client(driver).certificate_name == NAME
    assert driver.find("prepare.certificate.key", QLineEdit).text() == str(key)
    audit_page(driver)
    driver.press("prepare.relay.connector_certificate.open")
    driver.settle()
    code = driver.find("prepare.relay.connector_certificate.powershell.text", QPlainTextEdit)
    assert f"$certificate = '{NAME}'" in code.toPlainText()


def test_chain_that_comes_back_is_checked_and_saved_in_order(
    at_prepare: Driver, tmp_path: Path
) -> None:
    driver = at_prepare
    root = make_authority("Root of a lab")
    (tmp_path / "ca.pem").write_bytes(pem(root.certificate))
    key = _make(driver, tmp_path)
    middle = make_authority("Middle", root)
    leaf = sign((tmp_path / f"{NAME}.csr.pem").read_bytes(), middle, ends=SOON)
    (tmp_path / "back.pem").write_bytes(pem(middle.certificate, leaf))
    driver.press("prepare.certificate.check")
    save_through_dialog(driver, tmp_path / "back.pem")
    assert _client(driver).certificate_until == SOON.date()
    assert NAME in driver.text("prepare.certificate.until").replace("\u200b", "")
    audit_page(driver)
    driver.press("prepare.certificate.save")
    save_through_dialog(driver, tmp_path / "chain.pem")
    assert (tmp_path / "chain.pem").read_bytes() == pem(leaf, middle.certificate)
    ssl.create_default_context().load_cert_chain(tmp_path / "chain.pem", key)


def test_what_does_not_fit_is_told_and_is_not_kept(at_prepare: Driver, tmp_path: Path) -> None:
    driver = at_prepare
    _make(driver, tmp_path)
    request = (tmp_path / f"{NAME}.csr.pem").read_bytes()
    (tmp_path / "back.pem").write_bytes(pem(sign(request, make_authority("Nobody"), ends=SOON)))
    driver.press("prepare.certificate.check")
    save_through_dialog(driver, tmp_path / "back.pem")
    assert _client(driver).certificate_until is None
    assert not driver.has("prepare.certificate.save")
    assert driver.has("prepare.certificate.findings.row0")
    driver.press("prepare.certificate.check")
    save_through_dialog(driver, tmp_path / "lab.toml")
    assert not driver.has("prepare.certificate.findings.row0")
    assert "This file holds no certificate that can be read" in driver.shown_texts()
    audit_page(driver)


def test_name_that_cannot_be_one_is_refused_in_place(at_prepare: Driver) -> None:
    driver = at_prepare
    driver.type("prepare.certificate.name", "mail!")
    assert driver.text("window.why")
    assert not driver.find("prepare.certificate.make", QWidget).isEnabled()
    driver.type("prepare.certificate.name", "mx9.contoso.com")
    driver.settle()
    assert _client(driver).certificate_name == "mx9.contoso.com"
    assert driver.text("window.why") == ""
