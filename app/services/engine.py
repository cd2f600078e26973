"""Builds the real objects of one run, each once and when it is asked for.

Use cases are handed what they need of them and never the engine. It is held by whoever does a whole
job: the window, a command, the demo and the self-test.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from app.catalogue import installed_catalogue
from app.catalogue.translation import Translation
from app.services.clouds import CloudShelf
from app.store.clients import ClientStore
from app.store.folders import Folders
from app.store.policy import load_policy
from app.store.runs import RunStore

if TYPE_CHECKING:  # it costs start-up time and is needed by some commands only
    from app.services.signing_in.signing import Signing
    from app.store.clients import Listing as Listing


class Engine:
    """One per process."""

    def __init__(self, folders: Folders) -> None:
        self.catalogue = installed_catalogue()
        self.folders = folders
        self.clients = ClientStore(folders.data / "clients")
        self.runs = RunStore(folders.data / "runs")
        self.clouds = CloudShelf(self.catalogue)
        self._translations: dict[str, Translation] = {}

    @classmethod
    def of_user(cls, *, cloud: str = "") -> Engine:
        """Build the engine over the user's folders; `cloud` is a file or an id of the catalogue."""
        engine = cls(Folders.of_user())
        engine.clouds.obey(load_policy())
        engine.clouds.take(cloud)
        return engine

    @cached_property
    def signing(self) -> Signing:
        """Sign-in and tokens; the keyring is asked when something of it is needed."""
        from app.services.signing_in.signing import Signing

        return Signing(self.clouds, self.clients, self.folders)

    def translation(self, language: str) -> Translation:
        """The catalogue's sentences in a language, kept once they were read."""
        return self._translations.setdefault(language, Translation(self.catalogue, language))

    def close(self) -> None:
        """Stop what still runs; nothing of it may outlive the program."""
        self.clouds.stop_practice()
