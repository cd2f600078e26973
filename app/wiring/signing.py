"""Signs a client in, keeps its tokens in the keyring and brings fresh ones out again."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from app.catalogue import Catalogue
from app.domain.client import Client
from app.domain.secret import Secret
from app.store.folders import Folders
from app.wiring.clouds import CloudShelf


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInClient:
    """A client after signing in, and where its token is kept."""

    client: Client
    username: str
    kept_in: str
    """The keyring by its name; or the memory of this run, where no keyring can be used."""
    lasts: bool
    """The token survives the end of the program."""


def xoauth2(login: str, token: Secret) -> Secret:
    """Make the XOAUTH2 string that a program sends as its initial response, in base64."""
    text = f"user={login}\x01auth=Bearer {token.reveal()}\x01\x01"
    return Secret(base64.b64encode(text.encode()).decode("ascii"))


class Signing:
    """Everything between the person who signs in and the keyring."""

    def __init__(self, catalogue: Catalogue, clouds: CloudShelf, folders: Folders) -> None:
        self._catalogue = catalogue
        self._clouds = clouds
        self._folders = folders
