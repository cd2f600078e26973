"""What every part of the sign-in service asks: which tenant, which application, which scopes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.domain.organisation.client import SignInMethod
from app.practice.facts import ApplicationFacts, ResourceFacts, SignInFacts
from app.practice.grants import Grants, RefreshGrant, ScopeRequest
from app.practice.organisation import Organisation, Principal
from app.practice.refusals import Refusals, SignInRefusedError
from app.practice.situation import Situation
from app.practice.tokens import TokenMint

_IDENTITY = frozenset({"openid", "profile", "email"})
_REFRESH = "offline_access"
_DEFAULT = ".default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Where the service is reached."""

    secure: str
    """HTTPS, with the practice certificate."""
    plain: str
    """The same pages for a browser, which does not know that certificate; loopback only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInHouse:
    """What all endpoints work with."""

    facts: SignInFacts
    organisation: Organisation
    mint: TokenMint
    grants: Grants
    refusals: Refusals
    situation: Callable[[], Situation]
    origins: Callable[[], Origins]

    def check_tenant(self, named: str) -> None:
        """Accept the tenant by id or domain; raises SignInRefusedError for any other."""
        facts = self.organisation.facts
        known = {facts.tenant_id, *facts.accepted_domains, *self.facts.any_tenant}
        if named.lower() not in known:
            raise SignInRefusedError(90002, named)

    def application(self, id_: str) -> ApplicationFacts:
        found = self.organisation.application(id_)
        if found is None:
            raise SignInRefusedError(700016, id_, self.organisation.facts.name)
        return found

    def check_redirect(self, uri: str, application: ApplicationFacts) -> None:
        """Accept loopback on any port, as the service does for desktop applications."""
        try:
            parts = urlsplit(uri)
            is_good = parts.scheme == "http" and parts.hostname in self.facts.loopback_hosts
        except ValueError:
            is_good = False
        if not is_good or self._plays(50011):
            raise SignInRefusedError(50011, uri, application.id)

    def person(self, address: str) -> Principal:
        """Find who signs in; raises SignInRefusedError for strangers and shared mailboxes."""
        found = self.organisation.person(address)
        if found is None and self.organisation.mailbox(address):
            raise SignInRefusedError(50057)
        if found is None:
            raise SignInRefusedError(50034, address, self.organisation.facts.name)
        return found

    def check_situation(
        self, application: ApplicationFacts, by: SignInMethod = SignInMethod.BROWSER
    ) -> None:
        """Raise what the scenario wants a sign-in of this kind to end with."""
        played = self.situation()
        apart = (*self.facts.on_the_page, *self.facts.of_the_application)
        if played.sign_in_by in (None, by) and played.sign_in not in (None, *apart):
            self._refuse(played.sign_in, application)

    def check_application(self, application: ApplicationFacts) -> None:
        """Raise what the scenario wants said to whoever asks for a token of this app."""
        for number in self.facts.of_the_application:
            if self._plays(number):
                self._refuse(number, application)

    def check_renewal(self, grant: RefreshGrant, application: ApplicationFacts) -> None:
        """Raise what the scenario wants renewing the first sign-in to end with."""
        if grant.is_first and (number := self.situation().renewal) is not None:
            self._refuse(number, application)

    def lifetime_s(self) -> int:
        """Say how long an access token lives that is given out now."""
        is_void = self.situation().renewal is not None and not self.grants.has_given
        return self.facts.voided_token_s if is_void else self.facts.access_token_s

    def account_at_hand(self, hint: str) -> str:
        """Say which account the page offers first."""
        known = {account.address for account in self.organisation.accounts}
        offered = (self.situation().signed_in_as, hint.lower(), self.organisation.facts.user)
        return next(address for address in offered if address in known)

    def _plays(self, number: int) -> bool:
        return self.situation().sign_in == number

    def _refuse(self, number: int | None, application: ApplicationFacts) -> None:
        if number is not None:
            raise SignInRefusedError(number, application.id, application.name)

    def parse_scopes(self, text: str) -> ScopeRequest:
        """Read what is asked for; raises SignInRefusedError unless it is of one resource."""
        words = text.split()
        asked = [w for w in words if w.lower() not in _IDENTITY and w != _REFRESH]
        pairs = [self._split_scope(word) for word in asked]
        audiences = {resource.audience for resource, _ in pairs}
        if len(audiences) > 1:
            raise SignInRefusedError(700022)
        if not pairs:
            raise SignInRefusedError(70011, text)
        resource = pairs[0][0]
        scopes: tuple[str, ...] = tuple(scope for _, scope in pairs)
        return ScopeRequest(
            resource=resource,
            scopes=resource.default if _DEFAULT in scopes else scopes,
            wants_refresh=_REFRESH in words,
            wants_identity=any(word.lower() in _IDENTITY for word in words),
        )

    def _split_scope(self, word: str) -> tuple[ResourceFacts, str]:
        audience, slash, name = word.rpartition("/")
        for resource in self.facts.resource:
            mine = resource.bare if not slash else audience.rstrip("/") == resource.audience
            if mine and name in (*resource.scopes, _DEFAULT):
                return resource, name
        raise SignInRefusedError(70011, word)
