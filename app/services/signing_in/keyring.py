"""The keyring of this computer, or the memory of this run where there is none that is safe."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.catalogue import Catalogue
from app.domain.blocking import run_blocking
from app.domain.finding import Finding, Severity
from app.store.secrets import MemorySecrets, Secrets, SecretStore
from app.store.tokens import TokenStore


class Keyring:
    """Chosen once, when something of it is needed first."""

    def __init__(self, catalogue: Catalogue, locks: Path) -> None:
        self._catalogue = catalogue
        self._locks = locks
        self._chosen: tuple[TokenStore, Secrets] | None = None
        self._choosing = asyncio.Lock()
        self.unusable: Finding | None = None
        """Why the keyring of this computer is not used."""

    async def open(self) -> tuple[TokenStore, Secrets]:
        """Return the sign-ins and the secrets below them."""
        async with self._choosing:
            if self._chosen is None:
                secrets = await run_blocking(self._choose)
                store = TokenStore(secrets, self._locks, catalogue=self._catalogue)
                self._chosen = (store, secrets)
            return self._chosen

    def _choose(self) -> Secrets:
        keyring = SecretStore(catalogue=self._catalogue)
        state = keyring.backend()
        if state.usable:
            return keyring
        self.unusable = self._catalogue.finding(
            state.finding_code,
            subject="keyring",
            evidence=state.evidence,
            severity=Severity.WARNING,
            values={"name": state.name},
        )
        return MemorySecrets()
