"""Every code that sign-in and store use has its text, and every text of theirs is used."""

from __future__ import annotations

import re
from pathlib import Path

from app.catalogue import Catalogue

APP = Path(__file__).parents[2] / "app"
SOURCES = [
    *APP.glob("signin/*.py"),
    *APP.glob("store/*.py"),
    *APP.glob("domain/tokens/*.py"),
]
OURS = ("signin.", "keyring.", "store.")
CODE = re.compile(r'"((?:signin|keyring|store)\.(?!backends\.)[a-z_.0-9]+)"')
CLIENT_CODE = re.compile(r'"([a-z_]+)"')
EXPLAINED = re.compile(r'explain\((?:self\._)?catalogue,\s*"([a-z_]+)"')
SAID_ABOVE = {
    "keyring.forgotten",
    "keyring.forgotten_app",
    "keyring.forgotten_certificate",
    "keyring.forgotten_memory",
    "keyring.nothing_kept",
    "keyring.untold",
    "store.no_certificate",
    "store.run.unwritable",
}
"""Said by the floors above, of how a call to these ended."""


def used_codes() -> set[str]:
    found: set[str] = set()
    for path in SOURCES:
        text = path.read_text("utf-8")
        found.update(CODE.findall(text))
        if path.name.startswith("client"):
            found.update(f"store.client.{name}" for name in CLIENT_CODE.findall(text))
    return found


def test_every_code_has_its_text() -> None:
    named = {code for code in used_codes() if not code.startswith("store.client.")}
    for path in (APP / "store").glob("client*.py"):
        named.update(f"store.client.{one}" for one in EXPLAINED.findall(path.read_text("utf-8")))
    assert named - set(Catalogue().findings) == set()


def test_every_text_is_used() -> None:
    texts = Catalogue().findings
    ours = {code for code, text in texts.items() if code.startswith(OURS) and not text.match}
    assert ours - used_codes() == SAID_ABOVE
