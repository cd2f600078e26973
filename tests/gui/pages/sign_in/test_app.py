"""Signing in as an app in the wizard, and renewing what is stored."""

from __future__ import annotations

from pathlib import Path

import keyring
from PySide6.QtWidgets import QLineEdit, QPushButton

from app.domain.organisation.client import SignInMethod
from tests.cli.signing_scene import OwnKeyring
from tests.gui.driver import Driver
from tests.gui.pages.sign_in.test_page import go_to_sign_in
from tests.gui.test_journey import audit_page, save_through_dialog, sign_in


def open_app_card(driver: Driver) -> None:
    go_to_sign_in(driver)
    driver.press("sign_in.app")


def test_an_app_signs_in_by_its_secret_which_leaves_the_screen(driver: Driver) -> None:
    open_app_card(driver)
    audit_page(driver)
    field = driver.find("sign_in.app.secret", QLineEdit)
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert not driver.find("sign_in.app.go", QPushButton).isEnabled()
    driver.press("sign_in.app.practise")
    practice = driver.wizard.engine.clouds.practice
    assert practice is not None
    application_id, secret = practice.server_application
    assert application_id in driver.text("sign_in.app.who").replace("\u200b", "")
    driver.press("sign_in.app.go")
    driver.settle()
    assert "The app signed in by itself, to send as printer@contoso.test" in (
        driver.shown_texts().replace("\u200b", "")
    )
    assert "The app signs in with its secret" in driver.text("sign_in.kept")
    assert not driver.has("sign_in.renew")
    client = driver.wizard.desk.client
    assert client is not None
    assert client.sign_in.method is SignInMethod.APPLICATION
    assert field.text() == ""
    assert secret.reveal() not in repr(client)
    driver.next()
    driver.press("test.run")
    driver.settle()
    assert practice.messages()


def test_a_wrong_secret_is_told_and_can_be_typed_again(driver: Driver) -> None:
    open_app_card(driver)
    driver.press("sign_in.app.practise")
    driver.type("sign_in.app.secret", "wrong")
    driver.press("sign_in.app.go")
    driver.settle()
    assert "AADSTS7000215" in driver.quoted()
    assert "wrong" not in driver.quoted()
    assert driver.has("sign_in.app.go")
    assert driver.text("window.why") == "Sign in first."
    audit_page(driver)


def test_without_a_keyring_no_certificate_is_made(driver: Driver, tmp_path: Path) -> None:
    open_app_card(driver)
    driver.press("sign_in.app.way.made")
    audit_page(driver)
    driver.press("sign_in.app.make")
    save_through_dialog(driver, tmp_path / "app.cer")
    assert "The password store is switched off" in driver.shown_texts()
    assert not (tmp_path / "app.cer").exists()


def test_a_certificate_is_made_for_the_upload_and_its_key_is_in_the_keyring_alone(
    driver: Driver, tmp_path: Path
) -> None:
    own = OwnKeyring()
    keyring.set_keyring(own)
    open_app_card(driver)
    driver.press("sign_in.app.way.made")
    driver.press("sign_in.app.make")
    save_through_dialog(driver, tmp_path / "app.cer")
    assert "The certificate is made" in driver.text("sign_in.app.made")
    written = (tmp_path / "app.cer").read_text("utf-8")
    assert written.startswith("-----BEGIN CERTIFICATE-----")
    assert "PRIVATE" not in written
    assert any("PRIVATE KEY" in value for value in own.entries.values())


def test_a_file_that_is_no_certificate_is_told(driver: Driver, tmp_path: Path) -> None:
    (tmp_path / "app.pem").write_text("hello")
    open_app_card(driver)
    driver.press("sign_in.app.way.file")
    audit_page(driver)
    for path, told in (("app.pem", "certificate"), ("none.pem", "cannot be read")):
        driver.type("sign_in.app.file", str(tmp_path / path))
        driver.press("sign_in.app.go")
        driver.settle()
        assert told in driver.shown_texts()


def test_a_stored_sign_in_is_renewed_on_request(driver: Driver) -> None:
    go_to_sign_in(driver)
    sign_in(driver)
    practice = driver.wizard.engine.clouds.practice
    assert practice is not None
    before = len(practice.tokens_issued)
    driver.press("sign_in.renew")
    driver.settle()
    assert len(practice.tokens_issued) == before + 1
    assert driver.text("sign_in.kept").startswith("Renewed just now. This sign-in stays good until")


def test_a_renewal_that_is_refused_says_to_sign_in_again(driver: Driver) -> None:
    go_to_sign_in(driver, "sign_in_revoked")
    sign_in(driver)
    driver.press("sign_in.renew")
    driver.settle()
    assert "The stored sign-in was made void" in driver.shown_texts()
    driver.press("sign_in.again")
    sign_in(driver)
    driver.press("sign_in.renew")
    driver.settle()
    assert "Renewed just now" in driver.text("sign_in.kept")


def test_a_return_address_that_is_missing_ends_the_wait(driver: Driver) -> None:
    go_to_sign_in(driver, "redirect_missing")
    driver.press("sign_in.browser")
    driver.settle()  # nobody presses anything on the page
    assert "does not know Sendwright's return address" in driver.shown_texts()
    assert "AADSTS50011" in driver.quoted()
