"""The practice tenant: a Microsoft 365 in miniature on this computer."""

from __future__ import annotations

import contextlib
import http.client
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from app.catalogue import Catalogue, Cloud, installed_catalogue
from app.domain.address import EmailAddress
from app.domain.secret import Secret
from app.practice.browser import Browser, Visit
from app.practice.cloud_file import write_cloud
from app.practice.facts import load_practice_facts
from app.practice.loop_thread import LoopThread
from app.practice.mailroom import DeliveredMessage
from app.practice.sender_list import write_sender_list
from app.practice.server_certificates import client_context
from app.practice.situation import resolve

if TYPE_CHECKING:
    from app.practice.servers import Servers
    from app.practice.tokens import IssuedToken

_JOIN_S = 15.0
"""Longer than the browser's own deadline, so that it ends by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Running:
    """What exists between start and stop."""

    thread: LoopThread
    servers: Servers
    folder: tempfile.TemporaryDirectory[str]
    cloud: Cloud
    browser: Browser


class PracticeTenant:
    """Starts servers for mail, DNS and sign-in on free ports; all is gone when it stops.

    Its methods may be called from any thread; none may be called on a running asyncio
    loop that the answer depends on, since they wait.
    """

    def __init__(self, scenario: str = "all_well", *, catalogue: Catalogue | None = None) -> None:
        self._catalogue = catalogue or installed_catalogue()
        self._facts = load_practice_facts()
        self._first = resolve(scenario, self._catalogue, self._facts)
        self._state: _Running | None = None
        self._clicks: list[threading.Thread] = []

    def start(self) -> Self:
        """Open all servers; raises what went wrong, with nothing left behind."""
        if self._state is not None:
            raise RuntimeError("the practice tenant is running already")
        # Certificates, zones and tokens need libraries that a program without practice never loads.
        from app.practice.servers import Servers

        servers = Servers(self._facts, self._catalogue, self._first)
        thread = LoopThread("practice-tenant")
        folder = tempfile.TemporaryDirectory(prefix="sendwright-practice-")
        try:
            thread.start()
            thread.run(servers.open())
            cloud = write_cloud(Path(folder.name), self._facts.cloud, servers)
            context = client_context(servers.certificates.root)
        except BaseException:
            _take_down(thread, servers, folder)
            raise
        browser = Browser(context, self._facts.sign_in.loopback_hosts)
        self._state = _Running(
            thread=thread, servers=servers, folder=folder, cloud=cloud, browser=browser
        )
        return self

    def stop(self) -> None:
        """Close everything; a second call does nothing."""
        state, self._state = self._state, None
        if state is None:
            return
        _take_down(state.thread, state.servers, state.folder)
        for click in self._clicks:
            click.join(_JOIN_S)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _running(self) -> _Running:
        if self._state is None:
            raise RuntimeError("the practice tenant is not running")
        return self._state

    # where it is and who is in it
    @property
    def cloud(self) -> Cloud:
        """How the program reaches it."""
        return self._running.cloud

    @property
    def cloud_file(self) -> Path:
        """The same as a file, for `--cloud`; gone when the tenant stops."""
        return Path(self._running.folder.name) / "cloud.toml"

    @property
    def introspection_url(self) -> str:
        """Where mail servers ask about a token (RFC 7662), in plain text on loopback."""
        return f"{self._running.servers.sign_in.origins().plain}/introspect"

    @property
    def domain(self) -> str:
        return self._facts.organisation.domain

    @property
    def tenant_id(self) -> str:
        return self._facts.organisation.tenant_id

    @property
    def application_id(self) -> str:
        """The registered desktop application."""
        return self._facts.organisation.application.id

    @property
    def server_application(self) -> tuple[str, Secret]:
        """The id and secret of an application that acts by itself."""
        app = self._facts.organisation.server_application
        return app.id, Secret(app.secret)

    @property
    def user(self) -> str:
        """The mailbox to sign in as."""
        return self._facts.organisation.user

    @property
    def sender(self) -> str:
        """The From address that shows what the scenario is about."""
        return self._running.servers.situation.sender

    @property
    def recipients(self) -> tuple[EmailAddress, EmailAddress]:
        """One address inside the organisation and one outside."""
        facts = self._facts.organisation
        inside, outside = facts.inside_recipient, facts.outside_recipient
        return EmailAddress.parse(inside), EmailAddress.parse(outside)

    @property
    def sender_list(self) -> bytes:
        """The admin center's list “SMTP AUTH clients”, as exported."""
        return write_sender_list(self._facts.organisation)

    @property
    def office_addresses(self) -> tuple[str, ...]:
        """Where the practice office's devices send from."""
        return self._facts.organisation.office_addresses

    def password(self, address: str) -> Secret:
        """Give the password of a mailbox, for devices that know nothing better."""
        mailbox = self._running.servers.organisation.mailbox(address)
        return Secret(mailbox.password if mailbox else "")

    # what is played
    @property
    def scenario(self) -> str:
        return self._running.servers.situation.scenario if self._state else self._first.scenario

    def switch(self, scenario: str) -> None:
        """Play another scenario at once; raises InputError for one that does not exist."""
        situation = resolve(scenario, self._catalogue, self._facts)
        self._running.thread.run(self._running.servers.switch(situation))

    def revoke_sign_ins(self) -> None:
        """Make all refresh tokens worthless, as a changed password does."""
        self._running.thread.call(self._running.servers.grants.revoke)

    # what has arrived and what was given out
    def messages(self) -> tuple[DeliveredMessage, ...]:
        """Show what was delivered until now."""
        return self._running.servers.mailroom.messages()

    def wait_for_message(
        self, count: int = 1, timeout_s: float = 10.0
    ) -> tuple[DeliveredMessage, ...]:
        """Wait until so many messages have been delivered, or the time is over."""
        return self._running.servers.mailroom.wait_for(count, timeout_s)

    @property
    def tokens_issued(self) -> tuple[IssuedToken, ...]:
        """Show which access tokens were given out."""
        return self._running.servers.mint.issued

    @property
    def faults(self) -> tuple[BaseException, ...]:
        """Show what the servers themselves did wrong; anything here is a bug."""
        return tuple(self._running.servers.channels.faults)

    def issue_token(self, user: str = "", *, scope: str = "", lifetime_s: int = 3599) -> Secret:
        """Make an access token without a sign-in, such as one that has run out."""
        house = self._running.servers.sign_in

        def issue() -> str:
            wanted = house.parse_scopes(scope or self._facts.cloud.identity.scope)
            return house.mint.access_token(
                house.person(user or self._facts.organisation.user),
                self._facts.organisation.application,
                wanted.resource,
                wanted.scopes,
                grant="practice",
                lifetime_s=lifetime_s,
            )

        return Secret(self._running.thread.call(issue))

    # what a person would do in a browser
    def browser_url(self, url: str) -> str:
        """Give the same page for a real browser, which would distrust the practice certificate."""
        origins = self._running.servers.sign_in.origins()
        inside = url.startswith(f"{origins.secure}/")
        return origins.plain + url.removeprefix(origins.secure) if inside else url

    def press_sign_in(
        self, url: str, *, as_user: str | None = None, decline: bool = False
    ) -> Visit:
        """Open the sign-in page, choose an account, press the button, follow the way back."""
        return self._running.browser.press(url, _choices(as_user, decline=decline))

    def approve_device_code(
        self, code: str, *, as_user: str | None = None, decline: bool = False
    ) -> Visit:
        """Open the page for device codes, enter the code and press the button."""
        origins = self._running.servers.sign_in.origins()
        choices = {"code": code, **_choices(as_user, decline=decline)}
        return self._running.browser.press(f"{origins.secure}/device", choices)

    def browser(
        self, *, as_user: str | None = None, decline: bool = False
    ) -> Callable[[str], None]:
        """Give a function that opens a page as a desktop does: it returns at once."""
        state, choices = self._running, _choices(as_user, decline=decline)

        def visit(url: str) -> None:
            # What a person sees there is no concern of the program that opened the page.
            with contextlib.suppress(OSError, http.client.HTTPException):
                state.browser.press(url, choices)

        def open_page(url: str) -> None:
            click = threading.Thread(target=visit, args=(url,), name="practice-browser")
            self._clicks.append(click)
            click.daemon = True
            click.start()

        return open_page


def _choices(as_user: str | None, *, decline: bool) -> dict[str, str]:
    account = {} if as_user is None else {"account": as_user}
    return {"choice": "decline" if decline else "sign_in", **account}


def _take_down(
    thread: LoopThread, servers: Servers, folder: tempfile.TemporaryDirectory[str]
) -> None:
    try:
        if thread.is_running:
            thread.run(servers.close())
    finally:
        thread.stop()
        folder.cleanup()
