"""Signs a client in, keeps its tokens in the keyring and brings fresh ones out again."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.catalogue import Catalogue
from app.domain.client import Client, SignInMethod
from app.domain.errors import AppError, InputError
from app.domain.finding import Finding, Severity
from app.domain.secret import Secret
from app.domain.thread import in_thread
from app.signin import (
    DeviceCode,
    SignedIn,
    SignInRequest,
    refresh,
    sign_in_with_browser,
    sign_in_with_device_code,
)
from app.store.folders import Folders
from app.store.secrets import MemorySecrets, Secrets, SecretStore
from app.store.tokens import TokenStore, fresh_access_token, keep_sign_in
from app.wiring.clouds import CloudShelf, TlsUse

NO_SIGN_IN = "store.no_sign_in"
ANY_APPLICATION = "00000000-0000-0000-0000-000000000000"
"""Names no app; what a private cloud is asked with when neither file nor client names one."""


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


def xoauth2(login: str, token: Secret) -> Secret:
    """Make the XOAUTH2 string that a program sends as its initial response, in base64."""
    text = f"user={login}\x01auth=Bearer {token.reveal()}\x01\x01"
    return Secret(base64.b64encode(text.encode()).decode("ascii"))


class Signing:
    """Everything between the person who signs in and the keyring."""

    def __init__(self, catalogue: Catalogue, clouds: CloudShelf, folders: Folders) -> None:
        self._catalogue = catalogue
        self._clouds = clouds
        self._locks = folders.cache / "locks"
        self._stores: tuple[TokenStore, Secrets] | None = None
        self._unusable: Finding | None = None
        """Why the keyring of this computer is not used."""
        self._choosing = asyncio.Lock()

    async def sign_in(
        self,
        client: Client,
        *,
        method: SignInMethod,
        open_browser: Callable[[str], None],
        show_code: Callable[[DeviceCode], None],
    ) -> SignedInClient:
        """Let the person sign in, and keep what comes out of it; raises AppError."""
        request = self._request(client)
        if method is SignInMethod.DEVICE_CODE:
            signed_in = await sign_in_with_device_code(request, show_code)
        else:
            signed_in = await sign_in_with_browser(request, open_browser)
        return await self._keep(client, signed_in)

    async def token(self, client: Client) -> Secret:
        """Return an access token that lives for some minutes yet; raises AppError."""
        store, _ = await self._store()
        request = self._request(client)
        try:
            return await fresh_access_token(store, client.id, lambda old: refresh(request, old))
        except AppError as exc:
            if exc.code == NO_SIGN_IN and self._unusable is not None:
                raise AppError.from_finding(self._unusable) from exc
            raise

    async def token_if_any(self, client: Client) -> Secret | None:
        """Return a token where somebody signed in; None where checks must do without."""
        store, _ = await self._store()
        stored = await in_thread(lambda: store.load(client.id))
        return await self.token(client) if stored else None

    async def forget(self, client: Client) -> None:
        """Remove the client's tokens and verify that they are gone; raises AppError."""
        store, _ = await self._store()
        await in_thread(lambda: store.forget(client.id))

    async def _keep(self, client: Client, signed_in: SignedIn) -> SignedInClient:
        store, secrets = await self._store()
        kept = await keep_sign_in(store, client.id, signed_in)
        lasts = kept and not isinstance(secrets, MemorySecrets)
        answers = replace(client.sign_in, signed_in_at=datetime.now(UTC))
        return SignedInClient(
            client=replace(client, sign_in=answers),
            username=signed_in.username,
            kept_in=await in_thread(lambda: secrets.backend().name),
            lasts=lasts,
            findings=(*signed_in.findings, *((self._unusable,) if self._unusable else ())),
        )

    async def _store(self) -> tuple[TokenStore, Secrets]:
        """Choose the keyring, or the memory of this run where there is none that is safe."""
        async with self._choosing:
            if self._stores is None:
                secrets = await in_thread(self._choose_secrets)
                store = TokenStore(secrets, self._locks, catalogue=self._catalogue)
                self._stores = (store, secrets)
            return self._stores

    def _choose_secrets(self) -> Secrets:
        keyring = SecretStore(catalogue=self._catalogue)
        state = keyring.backend()
        if state.usable:
            return keyring
        self._unusable = self._catalogue.finding(
            state.finding_code,
            subject="keyring",
            evidence=state.evidence,
            severity=Severity.WARNING,
            values={"name": state.name},
        )
        return MemorySecrets()

    def _request(self, client: Client) -> SignInRequest:
        cloud = self._clouds.of_client(client)
        application = client.sign_in.application_id or cloud.identity.client_id
        if not application and cloud.is_private:
            application = ANY_APPLICATION
        if not application:
            raise _no_application()
        return SignInRequest(
            authority=cloud.identity.authority,
            tenant=(client.detection and client.detection.tenant_id) or str(client.domain),
            application_id=application,
            scope=cloud.identity.scope,
            tls=self._clouds.tls(cloud, use=TlsUse.WEB),
            sign_in_as=client.login,
            catalogue=self._catalogue,
        )


def _no_application() -> InputError:
    return InputError(
        "No app registration is named for this client",
        "Microsoft 365 gives tokens only to apps that the organisation knows. An admin registers"
        " one once; it serves all of the organisation's devices and programs.",
        code="client.application.missing",
        next_steps=(
            "Follow the step “Register an app” in the wizard's step Prepare.",
            "Then enter its application (client) id there, or add it with --application-id.",
        ),
    )
