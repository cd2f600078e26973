"""The façade that window and command line call: it joins the floors below for one client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.catalogue import Cloud, installed_catalogue
from app.catalogue.advice import advice_facts, device_ability
from app.catalogue.steps import handover_for, steps_for
from app.catalogue.translation import Translation
from app.domain.address import DomainName, EmailAddress
from app.domain.check import CheckRun, Progress
from app.domain.finding import Finding
from app.domain.handover.admin_step import PreparedStep
from app.domain.handover.contents import Handover
from app.domain.organisation import gains
from app.domain.organisation.client import Client, ClientId, Detection, SignInMethod
from app.domain.organisation.draft import Draft
from app.domain.path import SendingPath
from app.domain.paths.advice import Advice, advise
from app.domain.worded import Wording
from app.services.checking.errand import Errand
from app.services.clouds import CloudShelf
from app.store.clients import ClientStore
from app.store.folders import Folders
from app.store.policy import load_policy
from app.store.runs import RunStore

if TYPE_CHECKING:  # each of these costs start-up time and is needed by some commands only
    from app.domain.secret import Secret
    from app.practice import PracticeTenant
    from app.probe.detect import DetectProgress
    from app.services.certificates.relay_files import RelayCertificate
    from app.services.exporting import Exports
    from app.services.signing_in.registering import Registering
    from app.services.signing_in.signing import SignedInClient, Signing
    from app.signin import DeviceCode
    from app.store.clients import Listing as Listing


class Engine:
    """One per process; nothing in it is built before it is asked for."""

    def __init__(self, folders: Folders) -> None:
        self.catalogue = installed_catalogue()
        self.folders = folders
        self.clients = ClientStore(folders.data / "clients")
        self.runs = RunStore(folders.data / "runs")
        self.clouds = CloudShelf(self.catalogue)
        self._signing: Signing | None = None
        self._translations: dict[str, Translation] = {}

    @classmethod
    def of_user(cls, *, cloud: str = "") -> Engine:
        """Build the engine over the user's folders; `cloud` is a file or an id of the catalogue."""
        engine = cls(Folders.of_user())
        engine.clouds.obey(load_policy())
        engine.clouds.take(cloud)
        return engine

    # -- clients

    def draft(self, draft: Draft) -> Client:
        """Make a client from words; it is not saved."""
        cloud, file = self.clouds.of_new_client()
        client = draft.to_client(ClientId("new"), cloud=cloud, cloud_file=file)
        return replace(client, id=self.clients.unique_id(client.name))

    def keep_run(self, client: Client, run: CheckRun) -> Client:
        """Save what a run found with its client, and the run itself for later comparison."""
        kept = gains.tested(client, run)
        if not client.scenario:
            self.clients.save(kept)
            self.runs.keep(client.id, run)
        return kept

    def remove(self, client: Client) -> None:
        """Remove the client's file and its kept runs; its tokens are forgotten separately."""
        self.clients.remove(client.id)
        self.runs.remove(client.id)

    # -- finding out and advising

    def cloud_for(self, client: Client) -> Cloud:
        """Return the cloud a client lives in."""
        return self.clouds.of_client(client)

    async def detect(
        self, domain: DomainName, progress: DetectProgress, *, client: Client | None = None
    ) -> Detection:
        """Find out by DNS and the sign-in service what belongs to a domain."""
        from app.probe.detect import detect

        asked = client or self.draft(Draft(typed=str(domain)))
        clouds = self.clouds.candidates(asked)
        return await detect(
            domain,
            resolver=self.clouds.resolver(clouds[0]),
            tls=self.clouds.tls(clouds[0]),
            clouds=clouds,
            catalogue=self.catalogue,
            progress=progress,
        )

    async def with_detection(self, client: Client) -> Client:
        """Add what can be found out about the client's domain."""
        found = await self.detect(client.domain, lambda _: None, client=client)
        return gains.found(client, found)

    def translation(self, language: str) -> Translation:
        """The catalogue's sentences in a language, kept once they were read."""
        return self._translations.setdefault(language, Translation(self.catalogue, language))

    def wording(self, language: str) -> Wording:
        """What words findings in a language."""
        return self.translation(language).word

    def advise(self, client: Client) -> Advice:
        """Rank the sending paths for a client."""
        known = self.catalogue.devices
        abilities = tuple(
            device_ability(known[device]) for device in client.sender.devices if device in known
        )
        return advise(client, abilities, advice_facts(self.catalogue))

    def admin_steps(self, client: Client) -> tuple[PreparedStep, ...]:
        """List what an admin does for this client's path, with its values filled in."""
        return steps_for(client, self.cloud_for(client), self.catalogue)

    def handover(self, client: Client, *, language: str = "en") -> Handover:
        """Gather what the last step hands over; all of it, the messages too, in this language.

        Where a person reads one language and writes in another, take `open` of a second one: it
        has the same actors in the same order. Raises InputError for a language without messages.
        """
        advice = self.advise(client)
        return handover_for(
            client,
            self.cloud_for(client),
            self.catalogue,
            chosen=advice.option(client.path) if client.path else None,
            today=datetime.now(UTC).date(),
            translation=self.translation(language),
        )

    def exports(self, client: Client, *, paper: str = "a4", language: str = "en") -> Exports:
        """Everything that can be made for this client."""
        from app.services.exporting import Exports

        return Exports(self, client, paper=paper, language=language)

    # -- signing in

    @property
    def signing(self) -> Signing:
        """Sign-in and tokens; importing msal and keyring waits until here."""
        if self._signing is None:
            from app.services.signing_in.signing import Signing

            self._signing = Signing(self.catalogue, self.clouds, self.folders)
        return self._signing

    async def sign_in(
        self,
        client: Client,
        *,
        method: SignInMethod = SignInMethod.BROWSER,
        open_browser: Callable[[str], None],
        show_code: Callable[[DeviceCode], None],
        keeping: Callable[[], None] = lambda: None,
    ) -> SignedInClient:
        """Sign in, keep the refresh token, and save the client where the token lasts.

        `keeping` is called when the keyring's turn comes, which may ask for a password.
        """
        practice = self.practice if client.scenario else None

        def visit(address: str) -> None:
            open_browser(practice.browser_url(address) if practice else address)

        signed_in = await self.signing.sign_in(
            client, method=method, open_browser=visit, show_code=show_code, keeping=keeping
        )
        return self.keep_sign_in(signed_in)

    def keep_sign_in(self, signed_in: SignedInClient) -> SignedInClient:
        """Save the client where its token lasts; for what `signing` brings by the other ways."""
        if signed_in.lasts and not signed_in.client.scenario:
            self.clients.save(signed_in.client)
        return signed_in

    @property
    def registering(self) -> Registering:
        """Checks of an app registration, and its approval."""
        from app.services.signing_in.registering import Registering

        return Registering(self.catalogue, self.clouds)

    async def token(self, client: Client) -> Secret:
        """Return a fresh access token; raises AppError where the person must sign in again."""
        return await self.signing.token(client)

    async def forget(self, client: Client) -> Finding:
        """Remove the client's tokens, verify that they are gone, and say what remains to do."""
        forgotten = await self.signing.forget(client)
        if client.sign_in.signed_in_at and self.clients.has(client.id):
            self.clients.save(gains.signed_out(client))
        return forgotten

    async def discard(self, client: Client) -> None:
        """Forget the client's sign-in, then remove the client; raises AppError and keeps both."""
        if client.sign_in.signed_in_at is not None:
            await self.forget(client)
        self.remove(client)

    # -- checking and sending

    async def check(
        self,
        client: Client,
        progress: Progress,
        *,
        send_to: tuple[EmailAddress, ...] = (),
        password: Secret | None = None,
        certificate: RelayCertificate | None = None,
    ) -> CheckRun:
        """Run all checks that fit the client, and send test messages where recipients are given."""
        signed_in = client.sign_in.signed_in_at and (client.path is None or client.path.uses_oauth)
        stored = await self.signing.at_hand(client) if signed_in else None
        errand = Errand(
            client=client,
            cloud=self.cloud_for(client),
            recipients=send_to,
            token=stored.token if stored else None,
            stored=stored.findings if stored else (),
            password=password,
            certificate=certificate,
        )
        return await self._run(errand, progress)

    async def send_test(
        self,
        client: Client,
        recipients: tuple[EmailAddress, ...],
        progress: Progress,
        *,
        password: Secret | None = None,
        certificate: RelayCertificate | None = None,
        send_as: str = "",
    ) -> CheckRun:
        """Send one real message to each recipient by the client's path, and look at nothing else.

        With `send_as` one more is sent from that address, to see whether Send As is granted.
        """
        path = client.path or SendingPath.SMTP_AUTH_OAUTH
        client = replace(client, path=path)
        errand = Errand(
            client=client,
            cloud=self.cloud_for(client),
            recipients=recipients,
            token=await self.signing.token(client) if path.uses_oauth else None,
            password=password,
            certificate=certificate,
            send_as=send_as,
            with_dns=False,
        )
        return await self._run(errand, progress)

    async def _run(self, errand: Errand, progress: Progress) -> CheckRun:
        from app.services.checking.run import Checking

        client, practice = errand.client, self.practice
        if client.scenario and practice and not (errand.token or errand.password or errand.stored):
            errand = replace(errand, password=practice.password(str(client.login)))
        return await Checking(self.catalogue, self.clouds).run(errand, progress)

    # -- the practice tenant

    @property
    def practice(self) -> PracticeTenant | None:
        """The practice tenant, where it runs."""
        return self.clouds.practice

    def start_practice(self, scenario: str) -> Client:
        """Start the practice tenant, or change what it plays, and return a client of it."""
        from app.services.practising.tenant import practice_client, start

        self.clouds.practice = start(self.clouds.practice, scenario, self.catalogue)
        return practice_client(self.clouds.practice, self.catalogue.scenarios[scenario])

    def close(self) -> None:
        """Stop what still runs; nothing of it may outlive the program."""
        if self.clouds.practice is not None:
            self.clouds.practice.stop()
            self.clouds.practice = None
