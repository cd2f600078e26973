"""What signing in leaves behind, as far as window and command line may see it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from app.domain.finding import Finding
from app.domain.organisation.client import Client
from app.domain.secret import Secret
from app.signin import PastedSignIn, SignInRequest
from app.store.tokens import SignInKind, StoredSignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInClient:
    """A client after signing in, and where its token is kept."""

    client: Client
    username: str
    kept_in: str
    """The keyring by its name, or "memory" where no keyring can be used."""
    lasts: bool
    """The token survives the end of the program."""
    findings: tuple[Finding, ...] = ()
    """What is worth knowing: why no keyring keeps it, until when it stays good without use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPaste:
    """A sign-in that waits for the address which a browser elsewhere ends at."""

    url: str
    """Where the person signs in."""
    client: Client
    request: SignInRequest
    pasted: PastedSignIn

    def close(self) -> None:
        """Give up waiting; harmless after the sign-in has come to its end."""
        self.pasted.client.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSignIn:
    """What is kept of a client's sign-in, as far as it may be shown."""

    username: str
    kind: SignInKind
    last_used: datetime
    token_until: datetime
    """Until when the access token at hand is good."""
    finding: Finding
    """Until when the sign-in itself stays good, and what ends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAtHand:
    """What checks sign in with, and how the stored sign-in stands."""

    token: Secret | None
    """None: none could be had, and the findings say why."""
    findings: tuple[Finding, ...]


def xoauth2(login: str, token: Secret) -> Secret:
    """Make the XOAUTH2 string that a program sends as its initial response, in base64."""
    text = f"user={login}\x01auth=Bearer {token.reveal()}\x01\x01"
    return Secret(base64.b64encode(text.encode()).decode("ascii"))


def show_kept(stored: StoredSignIn, life: Finding) -> KeptSignIn:
    """Take out of what is kept what may be shown."""
    return KeptSignIn(
        username=stored.username,
        kind=stored.kind,
        last_used=stored.last_used,
        token_until=stored.expires_at,
        finding=life,
    )
