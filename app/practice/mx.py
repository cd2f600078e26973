"""The tenant's MX: relay through a connector, Direct Send, and mail from outside."""

from __future__ import annotations

from app.practice.channel import Channel
from app.practice.mailroom import Entrance
from app.practice.situation import Refusal
from app.practice.smtp_server import Dialogue, MailHouse


class MxDialogue(Dialogue):
    """A session of a client that is known by where it comes from."""

    entrance = Entrance.RELAY

    def __init__(self, channel: Channel, house: MailHouse) -> None:
        super().__init__(channel, house, house.facts.relay)

    def _refusal(self) -> Refusal | None:
        return self._house.situation().relay

    def _judge_sender(self, address: str) -> str:
        return ""

    def _judge_recipient(self, address: str) -> str:
        """Decide as the service does: the connector first, then the domains of both sides.

        A connector relays only for senders of an accepted domain; without one, mail that
        claims to be from the organisation itself is Direct Send.
        """
        organisation, situation = self._house.organisation, self._house.situation()
        from_inside = organisation.owns_domain_of(self._session.mail_from or "")
        matches = self._session.peer in situation.connectors
        if not organisation.owns_domain_of(address):
            if matches and from_inside:
                return ""
            return situation.literals.no_connector if from_inside else self._not_hosted()
        if from_inside and not matches and situation.rejects_direct_send:
            return situation.literals.direct_send_rejected
        return "" if organisation.mailbox(address) else self._words("unknown_recipient")

    def _judge_message(self, content: bytes) -> str:
        return ""

    def _not_hosted(self) -> str:
        return self._words("domain_not_hosted")

    async def _on_auth(self, argument: str) -> None:
        await self._complain("unknown_mechanism")
