"""A keyring of files that a process is told to use, in the folder KEYRING_FOLDER names."""

from __future__ import annotations

import os
from pathlib import Path

import keyring.backend

from tests.store.keyrings import FileBackend


class Keyring(FileBackend, keyring.backend.KeyringBackend):
    """Outlives the process, as a real one does."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__(Path(os.environ["KEYRING_FOLDER"]))
