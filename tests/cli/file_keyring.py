"""A keyring of files that a process is told to use, in the folder KEYRING_FOLDER names."""

from __future__ import annotations

import os
from pathlib import Path

import keyring.backend
from keyring.compat import properties

from tests.store.keyrings import FileBackend


class Keyring(FileBackend, keyring.backend.KeyringBackend):
    """Outlives the process, as a real one does."""

    @properties.classproperty
    def priority(self) -> float:
        """Offer itself only to a process that was told to use it."""
        if "KEYRING_FOLDER" not in os.environ:
            raise RuntimeError("no folder is named")
        return 1.0

    def __init__(self) -> None:
        super().__init__(Path(os.environ["KEYRING_FOLDER"]))
