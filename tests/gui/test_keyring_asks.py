"""A keyring that asks for its password: the window goes on living and says whose question it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import keyring
import pytest

from tests.cli.signing_scene import OwnKeyring
from tests.gui.driver import Driver
from tests.gui.pages.sign_in.test_page import go_to_sign_in
from tests.gui.test_journey import audit_page

WHOSE = "it is the one that opens its keyring"


class AskingKeyring(OwnKeyring):
    """Does nothing until somebody has typed its password."""

    def __init__(self) -> None:
        super().__init__()
        self.unlocked = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        assert self.unlocked.wait(60)
        return super().get_password(service, username)


@pytest.fixture
def asking() -> Iterator[AskingKeyring]:
    own = AskingKeyring()
    keyring.set_keyring(own)
    yield own
    own.unlocked.set()


def test_the_question_is_announced_after_the_browser_and_when_reading(
    driver: Driver, asking: AskingKeyring
) -> None:
    go_to_sign_in(driver)
    driver.press("sign_in.browser")
    driver.until_enabled("sign_in.wait.approve")
    driver.press("sign_in.wait.approve")
    driver.wait(lambda: WHOSE in driver.shown_texts())
    audit_page(driver)
    asking.unlocked.set()
    driver.settle()
    assert "Signed in as" in driver.shown_texts()
    assert asking.entries
    asking.unlocked.clear()
    driver.press("window.back")
    driver.press("window.next")
    driver.wait(lambda: driver.text("sign_in.kept") == "Waiting for your system’s keyring")
    assert WHOSE in driver.shown_texts()
    asking.unlocked.set()
    driver.settle()
    assert "stays good until" in driver.text("sign_in.kept")
