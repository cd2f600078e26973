"""Checks everything that fits a client, and sends test messages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.address import EmailAddress
from app.domain.check import CheckRun, Progress
from app.domain.organisation.client import Client
from app.domain.organisation.unconfirmed import require_confirmed
from app.domain.path import SendingPath
from app.domain.secret import Secret
from app.services.certificates.relay_files import RelayCertificate
from app.services.checking.errand import Errand
from app.services.clouds import CloudShelf

if TYPE_CHECKING:  # a sender that does not sign in waits for no msal
    from app.services.signing_in.signing import Signing


async def check(
    client: Client,
    clouds: CloudShelf,
    signing: Signing,
    progress: Progress = lambda _: None,
    *,
    send_to: tuple[EmailAddress, ...] = (),
    password: Secret | None = None,
    certificate: RelayCertificate | None = None,
) -> CheckRun:
    """Run all checks that fit the client, and send test messages where recipients are given."""
    signed_in = client.sign_in.signed_in_at and (client.path is None or client.path.uses_oauth)
    stored = await signing.at_hand(client) if signed_in else None
    errand = Errand(
        client=client,
        cloud=clouds.of_client(client),
        recipients=send_to,
        token=stored.token if stored else None,
        stored=stored.findings if stored else (),
        password=password,
        certificate=certificate,
    )
    return await _run(errand, clouds, progress)


async def send_test(
    client: Client,
    recipients: tuple[EmailAddress, ...],
    clouds: CloudShelf,
    signing: Signing,
    progress: Progress = lambda _: None,
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
        cloud=clouds.of_client(client),
        recipients=recipients,
        token=await signing.token(client) if path.uses_oauth else None,
        password=password,
        certificate=certificate,
        send_as=send_as,
        with_dns=False,
    )
    return await _run(errand, clouds, progress)


async def _run(errand: Errand, clouds: CloudShelf, progress: Progress) -> CheckRun:
    if errand.token or errand.password or errand.certificate or errand.recipients:
        require_confirmed(errand.client)
    from app.services.checking.run import Checking  # dnspython and aiosmtplib come with it

    client, practice = errand.client, clouds.practice
    if client.scenario and practice and not (errand.token or errand.password or errand.stored):
        errand = replace(errand, password=practice.password(str(client.login)))
    return await Checking(clouds).run(errand, progress)
