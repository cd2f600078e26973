"""Puts a recording into surroundings that are the same on every computer."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import keyring
import keyring.backend
import pytest

from tests.store.keyrings import LimitedBackend

_GIVEN = {
    "COLUMNS": "100",
    "LANG": "C.UTF-8",
    "NO_PROXY": "*",
    "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    "QT_QPA_PLATFORM": "offscreen",
    "TZ": "UTC",
}
_CLEARED_PREFIXES = ("LC_", "LANGUAGE", "SENDWRIGHT_", "XDG_", "DBUS_", "FORCE_COLOR")


class Keyring(LimitedBackend, keyring.backend.KeyringBackend):
    """A keyring of one recording, with the limit of Windows."""

    priority = 1.0


@contextmanager
def own_surroundings(folder: Path) -> Iterator[Path]:
    """Give a home, a temporary folder and a keyring of its own; all is put back afterwards."""
    home, temp = folder / "home", folder / "temp"
    home.mkdir()
    temp.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(_CLEARED_PREFIXES)]:
            patch.delenv(name)
        for name, value in _GIVEN.items():
            patch.setenv(name, value)
        patch.setenv("HOME", str(home))
        patch.setenv("SENDWRIGHT_HOME", str(home / "sendwright"))
        patch.setattr(tempfile, "tempdir", str(temp))
        before = keyring.get_keyring()
        keyring.set_keyring(Keyring())
        try:
            yield folder
        finally:
            keyring.set_keyring(before)


@contextmanager
def somewhere() -> Iterator[Path]:
    """The same in a new folder, which goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="net-") as name, own_surroundings(Path(name)) as folder:
        yield folder
