"""All servers of the practice tenant, opened and closed together on one loop."""

from __future__ import annotations

import asyncio
from typing import Any

from app.catalogue import Catalogue
from app.practice.channel import Channel, Channels
from app.practice.directory import Origins, SignInHouse
from app.practice.dns_server import DnsServer
from app.practice.facts import PracticeFacts
from app.practice.grants import Grants
from app.practice.http_server import HttpServer
from app.practice.identity import IdentityProvider
from app.practice.listeners import LOOPBACK, LOOPBACK_6, Listener
from app.practice.mailroom import Mailroom
from app.practice.mx import MxDialogue
from app.practice.organisation import Organisation
from app.practice.refusals import Refusals
from app.practice.server_certificates import ServerCertificates
from app.practice.situation import Behaviour, Situation
from app.practice.smtp_server import MailHouse
from app.practice.submission import SubmissionDialogue
from app.practice.tokens import TokenMint
from app.practice.zones import find_hosts, load_zones

_HOST = "localhost"


class Servers:
    """Submission, MX, DNS and sign-in; but for ports and mailroom it lives on the loop's thread."""

    def __init__(self, facts: PracticeFacts, catalogue: Catalogue, situation: Situation) -> None:
        self._facts = facts
        self._situation = situation
        self._zones = load_zones(facts.dns, situation.dns)
        names = (_HOST, LOOPBACK, LOOPBACK_6, *find_hosts(self._zones, LOOPBACK))
        self.certificates = ServerCertificates(names, facts.mail.inspector)
        self.mailroom = Mailroom()
        self.organisation = Organisation(facts.organisation)
        self.mint = TokenMint(facts.sign_in, self.organisation, self._issuer)
        self.grants = Grants(facts.sign_in)
        self.sign_in = SignInHouse(
            facts=facts.sign_in,
            organisation=self.organisation,
            mint=self.mint,
            grants=self.grants,
            refusals=Refusals(facts.sign_in, catalogue),
            situation=lambda: self._situation,
            origins=self._origins,
        )
        self._provider = IdentityProvider(self.sign_in)
        self._mail = MailHouse(
            facts=facts.mail,
            organisation=self.organisation,
            certificates=self.certificates,
            mailroom=self.mailroom,
            situation=lambda: self._situation,
        )
        self.channels = Channels()
        web = HttpServer(self._provider.answer)
        self.submission = Listener(self._serve_submission, self.channels, takes_ipv6=True)
        self.relay = Listener(self._serve_relay, self.channels)
        own = self.certificates.own
        self.https = Listener(web.serve, self.channels, own, takes_ipv6=True)
        self.http = Listener(web.serve, self.channels, takes_ipv6=True)
        self.dns = DnsServer(facts.dns, lambda: self._zones, self.channels)

    @property
    def situation(self) -> Situation:
        """What is played at the moment."""
        return self._situation

    async def open(self) -> None:
        """Open every port, or none."""
        asyncio.get_running_loop().set_exception_handler(self._note_fault)
        try:
            for listener in (self.submission, self.relay, self.https, self.http):
                await listener.open()
            await self.dns.open()
            await self._shut_what_is_blocked()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Give every port back and end every session."""
        for listener in (self.submission, self.relay, self.https, self.http, self.dns):
            await listener.close()
        await self.channels.close()

    async def switch(self, situation: Situation) -> None:
        """Play another scenario from now on, in open sessions too."""
        if situation.dns != self._situation.dns:
            self._zones = load_zones(self._facts.dns, situation.dns)
        self._situation = situation
        self.grants.begin_anew()
        for listener in (self.submission, self.relay):
            await listener.open()
        await self._shut_what_is_blocked()

    async def _shut_what_is_blocked(self) -> None:
        behaviour = self._situation.behaviour
        if behaviour is Behaviour.PORT_BLOCKED:
            await self.submission.shut()
        if behaviour in (Behaviour.PORT_BLOCKED, Behaviour.RELAY_PORT_BLOCKED):
            await self.relay.shut()

    async def _serve_submission(self, channel: Channel) -> None:
        await SubmissionDialogue(channel, self._mail, self.mint.holder_for_mail).run()

    async def _serve_relay(self, channel: Channel) -> None:
        await MxDialogue(channel, self._mail).run()

    def _note_fault(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Remember what went wrong in a callback, and have it logged as ever."""
        self.channels.faults.append(context.get("exception") or RuntimeError(context["message"]))
        loop.default_exception_handler(context)

    def _origins(self) -> Origins:
        return Origins(
            secure=f"https://{_HOST}:{self.https.port}", plain=f"http://{_HOST}:{self.http.port}"
        )

    def _issuer(self) -> str:
        return self._provider.configuration().issuer
