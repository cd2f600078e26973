"""The shape of every fact in `resources/catalogue`; an unknown field is an error."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from app.catalogue.devices.schema import Device as Device
from app.catalogue.devices.schema import DeviceField as DeviceField
from app.catalogue.fact import Confidence as Confidence
from app.catalogue.fact import Fact as Fact
from app.catalogue.path_schema import AdminStep as AdminStep
from app.catalogue.path_schema import PathFacts as PathFacts
from app.catalogue.target_schema import Target as Target
from app.catalogue.target_schema import TargetFile as TargetFile
from app.domain.finding import Actor, Severity
from app.domain.organisation.client import SignInMethod
from app.domain.path import SendingPath


class Match(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a server's text is recognised: by phrase first, by code second."""

    phrases: tuple[str, ...] = ()
    """Compared without regard to case; any one of them is enough."""
    codes: tuple[str, ...] = ()
    """Three-digit reply codes, or AADSTS numbers; none means any."""
    enhanced: tuple[str, ...] = ()
    """Enhanced status codes (RFC 3463); `5.7.606-5.7.649` is a range."""
    stages: tuple[str, ...] = ()
    """connect, auth, mail, rcpt, data, bounce, sign_in; none means any."""
    literal: str = ""
    """The whole reply as the real service words it; the practice tenant speaks it."""


class FindingText(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a finding code means in the words of the person who must act; `{name}` is filled in."""

    code: str
    severity: Severity
    title: str
    cause: str = ""
    who_acts: Actor = Actor.NOBODY
    fix: tuple[str, ...] = ()
    match: tuple[Match, ...] = ()


class SmtpFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Client submission."""

    host: str
    port: int = 587
    alternatives: tuple[str, ...] = ()
    """Hosts that other sources name; tried when the first does not answer."""
    greetings: tuple[str, ...] = ()
    """Words of which one stands in the servers' greeting; none where that is not known."""
    legacy_host: str = ""
    """Takes TLS 1.0 and 1.1 where the tenant has opted in."""


class RelayFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The tenant's MX hosts; their names come from DNS."""

    port: int = 25
    mx_suffixes: tuple[str, ...] = ()


class IdentityFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sign-in; the tenant is appended to the authority."""

    authority: str
    scope: str
    app_scope: str = ""
    portal: str = ""
    admin_center: str = ""
    consent_link: str = ""
    """Where an admin approves an app: `{authority}`, `{tenant}` and `{client_id}` are filled in."""
    exchange_environment: str = ""
    """What Connect-ExchangeOnline and Connect-MgGraph call this cloud."""
    graph_environment: str = ""
    client_id: str = ""
    """A default app registration, where whoever packaged this has one."""
    tenant_regions: tuple[str, ...] = ()
    """Values of `tenant_region_sub_scope` or of the cloud instance that mark this cloud."""


class DnsFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Records of the cloud, and the resolver to ask where it is not the system's."""

    resolver: str = ""
    port: int = 53
    spf_include: str = ""
    dkim_suffixes: tuple[str, ...] = ()
    autodiscover: str = ""


class MailboxFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The receiving side, for mail programs."""

    imap_host: str = ""
    imap_port: int = 993
    pop_host: str = ""
    pop_port: int = 995
    autodiscover_url: str = ""
    """What Outlook is sent to by a web server that answers for the domain."""


class TrustFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An extra root; the system's stay and verification stays on."""

    ca_file: str = ""


class Cloud(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One Microsoft 365 cloud, or a private one of the same shape."""

    id: str
    name: str
    smtp: SmtpFacts
    identity: IdentityFacts
    schema: int = 1
    relay: RelayFacts = RelayFacts()
    dns: DnsFacts = DnsFacts()
    mailbox: MailboxFacts = MailboxFacts()
    trust: TrustFacts = TrustFacts()
    graph: str = ""
    sources: tuple[str, ...] = ()
    checked: date | None = None
    confidence: Confidence = Confidence.CONFIRMED
    doubts: tuple[str, ...] = ()
    is_private: bool = False
    """Set by the loader: this cloud came from a file and its hosts are not Microsoft's."""


class ScenarioFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One situation that the practice tenant plays."""

    id: str
    name: str
    lesson: str
    """What a person learns from it, in a sentence."""
    submission: str = ""
    """Finding code whose literal the submission server answers with; empty: all is well."""
    submission_stage: str = ""
    relay: str = ""
    relay_stage: str = ""
    sign_in: str = ""
    """Finding code of an AADSTS error that signing in ends with."""
    sign_in_by: SignInMethod | None = None
    """The one way to sign in that this concerns; absent: every way."""
    signed_in_as: str = ""
    """The account that the browser knows already; empty: the one that is asked for."""
    renewal: str = ""
    """Finding code that renewing the first sign-in answers with; a second one stays good."""
    behaviour: str = ""
    """Something no reply can express: port_blocked, tls_intercepted, silent, …"""
    dns: str = ""
    """A change of the zones: dkim_not_enabled, no_spf, …"""
    path: SendingPath = SendingPath.SMTP_AUTH_OAUTH
    """The sending path on which the situation shows."""
    sender: str = ""
    """The From address that shows it; empty: the practice user's own."""
    connector_addresses: tuple[str, ...] | None = None
    """What the inbound connector lists; absent: the practice office's own addresses."""
    rejects_direct_send: bool = False
    send_as_granted: bool = True
    """False: nobody may send as any address but their own."""
    expect: tuple[str, ...] = ()
    """Finding codes that a run of all checks must show."""
