"""Who may do what in the practice tenant: mailboxes, rights, applications."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from app.practice.facts import ApplicationFacts, MailboxFacts, OrganisationFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Somebody or something that holds a token, with the rights it has on mailboxes."""

    id: str
    name: str
    address: str
    """Empty for an application that acts by itself."""
    full_access: frozenset[str]
    send_as: frozenset[str]


class Organisation:
    """Answers questions of right; knows nothing of protocols."""

    def __init__(self, facts: OrganisationFacts) -> None:
        self.facts = facts
        self._mailboxes = {mailbox.address: mailbox for mailbox in facts.mailbox}
        self._applications = {app.id: app for app in (facts.application, facts.server_application)}

    @property
    def accounts(self) -> tuple[MailboxFacts, ...]:
        """The mailboxes a person can sign in as."""
        return tuple(mailbox for mailbox in self.facts.mailbox if not mailbox.shared)

    def mailbox(self, address: str) -> MailboxFacts | None:
        return self._mailboxes.get(address.strip().lower())

    def application(self, id_: str) -> ApplicationFacts | None:
        return self._applications.get(id_.lower())

    def owns_domain_of(self, address: str) -> bool:
        """Mail for and from this address belongs to the organisation."""
        return address.rpartition("@")[2].lower() in self.facts.accepted_domains

    def person(self, address: str) -> Principal | None:
        """Find who signs in with this address; a shared mailbox has nobody."""
        mailbox = self.mailbox(address)
        if mailbox is None or mailbox.shared:
            return None
        return Principal(
            id=mailbox.object_id,
            name=mailbox.name,
            address=mailbox.address,
            full_access=frozenset(mailbox.full_access),
            send_as=frozenset(mailbox.send_as),
        )

    def service(self, application_id: str) -> Principal | None:
        """Find the application that acts by itself under this id."""
        app = self.application(application_id)
        if app is None or not app.secret:
            return None
        return Principal(
            id=app.id,
            name=app.name,
            address="",
            full_access=frozenset(app.full_access),
            send_as=frozenset(app.send_as),
        )

    def check_password(self, address: str, password: str) -> Principal | None:
        mailbox = self.mailbox(address)
        if mailbox is None or not mailbox.password:
            return None
        right = hmac.compare_digest(mailbox.password.encode(), password.encode())
        return self.person(address) if right else None


def may_use(principal: Principal, mailbox: str) -> bool:
    """Say whether the mailbox can be named in the login beside this principal's token."""
    return mailbox.lower() == principal.address or mailbox.lower() in principal.full_access


def may_send_as(principal: Principal, address: str, *, grants: bool = True) -> bool:
    """Say whether mail may carry this address; without `grants` only one's own is allowed."""
    own = address.lower() == principal.address
    return own or (grants and address.lower() in principal.send_as)
