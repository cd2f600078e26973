"""Signs a client in, keeps its tokens in the keyring and brings fresh ones out again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import assert_never

from app.domain.blocking import run_blocking
from app.domain.errors import AppError, InputError
from app.domain.finding import Finding
from app.domain.organisation import gains
from app.domain.organisation.client import Client, SignInMethod
from app.domain.secret import Secret
from app.services.clouds import CloudShelf
from app.services.signing_in.held import held_of, tell_forgotten, tell_losses
from app.services.signing_in.keyring import Keyring
from app.services.signing_in.request import (
    is_own_key,
    key_name,
    owner_of,
    place_of,
    request_for,
)
from app.services.signing_in.signed_in import KeptSignIn as KeptSignIn
from app.services.signing_in.signed_in import PendingPaste as PendingPaste
from app.services.signing_in.signed_in import SignedInClient as SignedInClient
from app.services.signing_in.signed_in import TokenAtHand as TokenAtHand
from app.services.signing_in.signed_in import show_kept
from app.services.signing_in.signed_in import xoauth2 as xoauth2
from app.signin import AppCertificate as AppCertificate
from app.signin import DeviceCode as DeviceCode
from app.signin import (
    SignedIn,
    begin_pasted_sign_in,
    create_app_certificate,
    finish_with_pasted_url,
    parse_app_certificate,
    refresh,
    sign_in_as_application,
    sign_in_with_browser,
    sign_in_with_device_code,
)
from app.store.clients import ClientStore
from app.store.folders import Folders
from app.store.made_key import key_for, put_key
from app.store.owner import Owner
from app.store.secrets import MemorySecrets
from app.store.tokens import (
    AppProof,
    SignInKind,
    StoredSignIn,
    fresh_access_token,
    keep_app_sign_in,
    keep_sign_in,
    renew_sign_in,
)

NO_SIGN_IN = "store.no_sign_in"


class Signing:
    """Everything between the person who signs in and the keyring; a client is saved with it."""

    def __init__(self, clouds: CloudShelf, clients: ClientStore, folders: Folders) -> None:
        self._catalogue = clouds.catalogue
        self._clouds = clouds
        self._clients = clients
        self._keyring = Keyring(self._catalogue, folders.cache / "locks")

    async def sign_in(
        self,
        client: Client,
        *,
        method: SignInMethod = SignInMethod.BROWSER,
        open_browser: Callable[[str], None],
        show_code: Callable[[DeviceCode], None],
        keeping: Callable[[], None] = lambda: None,
    ) -> SignedInClient:
        """Let the person sign in, keep the refresh token, save the client where the token lasts.

        `keeping` is called when the keyring's turn comes, which may ask for a password.
        """
        request = request_for(client, self._clouds)
        if method is SignInMethod.DEVICE_CODE:
            signed_in = await sign_in_with_device_code(request, show_code)
        else:
            signed_in = await sign_in_with_browser(
                request, self._clouds.visitor(client, open_browser)
            )
        keeping()
        return await self._keep(client, signed_in, method)

    async def begin_pasted(self, client: Client) -> PendingPaste:
        """Make the address to sign in at in a browser anywhere; raises AppError."""
        request = request_for(client, self._clouds)
        pasted = await begin_pasted_sign_in(request)
        return PendingPaste(url=pasted.url, client=client, request=request, pasted=pasted)

    async def finish_pasted(self, pending: PendingPaste, address: str) -> SignedInClient:
        """Keep what the pasted address brings; after an InputError one can paste again."""
        signed_in = await finish_with_pasted_url(pending.request, pending.pasted, address)
        return await self._keep(pending.client, signed_in, SignInMethod.PASTED)

    async def sign_in_as_app(
        self, client: Client, proof: Secret | AppCertificate
    ) -> SignedInClient:
        """Sign the app in by itself, and keep its secret or certificate in the keyring."""
        request = request_for(client, self._clouds, for_app=True)
        signed_in = await sign_in_as_application(request, proof)
        store, _ = await self._keyring.open()
        owner = self._owner(client, SignInKind.APP_SECRET)
        await keep_app_sign_in(store, client.id, signed_in, _as_kept(proof), owner)
        return await self._describe(client, signed_in, SignInMethod.APPLICATION, kept=True)

    async def make_certificate(self, client: Client) -> AppCertificate:
        """Make a certificate for the app; its key goes to the keyring and nowhere else.

        Raises AppError where there is no keyring: a key that is lost with this run is of no use.
        """
        _, secrets = await self._keyring.open()
        if self._keyring.unusable is not None:
            raise AppError.from_finding(self._keyring.unusable)
        now, place = datetime.now(UTC), place_of(client, self._clouds)
        made = await run_blocking(lambda: create_app_certificate(key_name(client), now=now))
        await run_blocking(lambda: put_key(secrets, client.id, made.pem, place))
        return made

    async def made_certificate(self, client: Client) -> AppCertificate:
        """Return the certificate that `make_certificate` made; raises InputError without one.

        Raises StoreError where it was made for another place.
        """
        _, secrets = await self._keyring.open()
        place, is_own = place_of(client, self._clouds), partial(is_own_key, client, self._clouds)
        pem = await run_blocking(
            lambda: key_for(secrets, client.id, place, self._catalogue, is_own)
        )
        if pem is None:
            finding = self._catalogue.finding(
                "store.no_certificate", subject=client.id, values={"client": client.id}
            )
            raise InputError.from_finding(finding)
        content, now = pem.reveal().encode(), datetime.now(UTC)
        return await run_blocking(lambda: parse_app_certificate(content, self._catalogue, now=now))

    async def token(self, client: Client) -> Secret:
        """Return an access token that lives for some minutes yet; raises AppError."""
        store, _ = await self._keyring.open()
        try:
            return await fresh_access_token(
                store, client.id, partial(self._owner, client), self._renewal(client)
            )
        except AppError as exc:
            raise self._why_none(exc) from exc

    async def renew(self, client: Client) -> KeptSignIn:
        """Renew the sign-in now, whatever is still good, so that it does not die of idleness."""
        store, _ = await self._keyring.open()
        try:
            stored = await renew_sign_in(
                store, client.id, partial(self._owner, client), self._renewal(client)
            )
        except AppError as exc:
            raise self._why_none(exc) from exc
        return show_kept(stored, store.describe_life(client.id, stored))

    async def kept(self, client: Client) -> KeptSignIn | None:
        """Say what is kept and until when it is good; None where nobody signed in here."""
        store, _ = await self._keyring.open()
        owner = partial(self._owner, client)
        stored = await run_blocking(lambda: store.load_for(client.id, owner))
        return show_kept(stored, store.describe_life(client.id, stored)) if stored else None

    async def at_hand(self, client: Client) -> TokenAtHand:
        """Bring a token for checks, which go on without one, and say how the sign-in stands."""
        try:
            token = await self.token(client)
            kept = await self.kept(client)
        except AppError as exc:
            return TokenAtHand(token=None, findings=(exc.as_finding(client.id),))
        return TokenAtHand(token=token, findings=(kept.finding,) if kept else ())

    async def has_secrets(self, client_id: str) -> bool:
        """Say whether the keyring holds anything under an id; False where none can be used."""
        _, secrets = await self._keyring.open()
        return await run_blocking(lambda: secrets.has_any(client_id))

    async def losses(self, client: Client) -> tuple[Finding, ...]:
        """Say what must be made anew where everything kept for the client goes."""
        store, secrets = await self._keyring.open()
        held = await run_blocking(lambda: held_of(client, store, secrets))
        return tell_losses(client, held, self._keyring.unusable, self._catalogue)

    async def forget(self, client: Client) -> tuple[Finding, ...]:
        """Remove all that is kept for the client, verify that it is gone, and say what that was.

        Raises AppError where something is left; where the keyring cannot be asked, that is told.
        """
        store, secrets = await self._keyring.open()
        held = await run_blocking(lambda: held_of(client, store, secrets))
        await run_blocking(lambda: store.forget(client.id))
        if (
            client.sign_in.signed_in_at
            and self._keyring.unusable is None
            and self._clients.has(client.id)
        ):
            await run_blocking(lambda: self._clients.update(client.id, gains.signed_out))
        return tell_forgotten(client, held, self._keyring.unusable, self._catalogue)

    async def _keep(
        self, client: Client, signed_in: SignedIn, method: SignInMethod
    ) -> SignedInClient:
        store, _ = await self._keyring.open()
        owner = self._owner(client, SignInKind.PERSON)
        kept = await keep_sign_in(store, client.id, signed_in, owner)
        return await self._describe(client, signed_in, method, kept=kept)

    async def _describe(
        self, client: Client, signed_in: SignedIn, method: SignInMethod, *, kept: bool
    ) -> SignedInClient:
        _, secrets = await self._keyring.open()
        note = partial(gains.signed_in, at=datetime.now(UTC), method=method)
        lasts = kept and not isinstance(secrets, MemorySecrets)
        if lasts and not client.scenario:
            await run_blocking(lambda: self._note(client, note))
        return SignedInClient(
            client=note(client),
            username=signed_in.username,
            kept_in=await run_blocking(lambda: secrets.backend().name),
            lasts=lasts,
            findings=(
                *signed_in.findings,
                *((self._keyring.unusable,) if self._keyring.unusable else ()),
            ),
        )

    def _note(self, client: Client, note: Callable[[Client], Client]) -> None:
        """Save that somebody signed in, with a client that is new here altogether."""
        if self._clients.has(client.id):
            self._clients.update(client.id, note)
        else:
            self._clients.save(note(client))

    def _owner(self, client: Client, kind: SignInKind) -> Owner:
        return owner_of(client, self._clouds, for_app=kind is not SignInKind.PERSON)

    def _renewal(self, client: Client) -> Callable[[StoredSignIn], Awaitable[SignedIn]]:
        """Make what renews this client's sign-in, by whatever renews it."""

        async def renew(stored: StoredSignIn) -> SignedIn:
            for_app = stored.kind is not SignInKind.PERSON
            request = request_for(client, self._clouds, for_app=for_app)
            match stored.kind:
                case SignInKind.PERSON:
                    return await refresh(request, stored.refresh_token)
                case SignInKind.APP_SECRET:
                    return await sign_in_as_application(request, stored.refresh_token)
                case SignInKind.APP_CERTIFICATE:
                    pem = stored.refresh_token.reveal().encode()
                    now = datetime.now(UTC)
                    proof = await run_blocking(
                        lambda: parse_app_certificate(pem, self._catalogue, now=now)
                    )
                    return await sign_in_as_application(request, proof)
                case _ as never:
                    assert_never(never)

        return renew

    def _why_none(self, error: AppError) -> AppError:
        """Tell an unusable keyring rather than that nothing is in it."""
        if error.code == NO_SIGN_IN and self._keyring.unusable is not None:
            return AppError.from_finding(self._keyring.unusable)
        return error


def _as_kept(proof: Secret | AppCertificate) -> AppProof:
    if isinstance(proof, Secret):
        return AppProof(kind=SignInKind.APP_SECRET, value=proof)
    return AppProof(kind=SignInKind.APP_CERTIFICATE, value=proof.pem, ends_at=proof.expires_at)
