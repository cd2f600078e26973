"""The shape of every fact in `resources/catalogue`; an unknown field is an error."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

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

    phrases: Annotated[
        tuple[str, ...],
        Meta(description="Compared without regard to case; any one of them is enough."),
    ] = ()
    codes: Annotated[
        tuple[str, ...],
        Meta(description="Three-digit reply codes, or AADSTS numbers; none means any."),
    ] = ()
    enhanced: Annotated[
        tuple[str, ...],
        Meta(description="Enhanced status codes (RFC 3463); `5.7.606-5.7.649` is a range."),
    ] = ()
    stages: Annotated[
        tuple[str, ...],
        Meta(description="connect, auth, mail, rcpt, data, bounce, sign_in; none means any."),
    ] = ()
    literal: Annotated[
        str,
        Meta(description="The whole reply as the real service words it, for the practice tenant."),
    ] = ""


class FindingText(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a finding code means in the words of the person who must act; `{name}` is filled in."""

    code: Annotated[
        str, Meta(description="Dotted, in small letters; never used again for anything else.")
    ]
    severity: Annotated[
        Severity, Meta(description="How much it matters; info and ok ask for nothing.")
    ]
    title: Annotated[str, Meta(description="What is the case, in at most 60 characters.")]
    cause: Annotated[str, Meta(description="Why, in a sentence or two.")] = ""
    who_acts: Annotated[Actor, Meta(description="Who can put it right.")] = Actor.NOBODY
    fix: Annotated[tuple[str, ...], Meta(description="How, a step each.")] = ()
    match: Annotated[
        tuple[Match, ...],
        Meta(description="Replies that mean this finding, each as one [[finding.match]]."),
    ] = ()


class FindingFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Findings and their replies, as a file of `resources/catalogue/findings` holds them."""

    finding: Annotated[tuple[FindingText, ...], Meta(min_length=1)]


class SmtpFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Client submission."""

    host: Annotated[str, Meta(description="The server that devices and programs send through.")]
    port: int = 587
    alternatives: Annotated[
        tuple[str, ...],
        Meta(description="Hosts that other sources name; tried when the first does not answer."),
    ] = ()
    greetings: Annotated[
        tuple[str, ...],
        Meta(description="One of these stands in the servers' greeting; none: not known."),
    ] = ()
    legacy_host: Annotated[
        str, Meta(description="Takes TLS 1.0 and 1.1 where the tenant has opted in.")
    ] = ""


class RelayFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The tenant's MX hosts; their names come from DNS."""

    port: Annotated[int, Meta(description="The port on which the MX hosts answer.")] = 25
    mx_suffixes: Annotated[
        tuple[str, ...], Meta(description="How the names of the cloud's MX hosts end.")
    ] = ()


class IdentityFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sign-in; the tenant is appended to the authority."""

    authority: Annotated[str, Meta(description="The sign-in service; begins with https://.")]
    scope: Annotated[str, Meta(description="What a person's sign-in asks for.")]
    app_scope: Annotated[str, Meta(description="What an app's own sign-in asks for.")] = ""
    portal: str = ""
    admin_center: str = ""
    consent_link: Annotated[
        str, Meta(description="Where an admin approves; takes {authority}, {tenant}, {client_id}.")
    ] = ""
    exchange_environment: Annotated[
        str, Meta(description="What Connect-ExchangeOnline and Connect-MgGraph call this cloud.")
    ] = ""
    graph_environment: str = ""
    client_id: Annotated[
        str, Meta(description="A default app registration, where whoever packaged this has one.")
    ] = ""
    tenant_regions: Annotated[
        tuple[str, ...],
        Meta(description="What tenant_region_sub_scope or the cloud instance says of it."),
    ] = ()


class DnsFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Records of the cloud, and the resolver to ask where it is not the system's."""

    resolver: Annotated[
        str, Meta(description="The address of the DNS server to ask; empty: the system's.")
    ] = ""
    port: int = 53
    spf_include: Annotated[str, Meta(description="What a domain's SPF record includes.")] = ""
    dkim_suffixes: Annotated[
        tuple[str, ...], Meta(description="How the names end that a domain's DKIM records lead to.")
    ] = ()
    autodiscover: str = ""


class MailboxFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The receiving side, for mail programs."""

    imap_host: str = ""
    imap_port: int = 993
    pop_host: str = ""
    pop_port: int = 995
    autodiscover_url: Annotated[
        str,
        Meta(description="What Outlook is sent to by a web server that answers for the domain."),
    ] = ""


class TrustFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An extra root; the system's stay and verification stays on."""

    ca_file: Annotated[str, Meta(description="A file of root certificates, beside this one.")] = ""


class Cloud(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One Microsoft 365 cloud, or a private one of the same shape."""

    id: Annotated[str, Meta(description="What `--cloud` and a client's file call it.")]
    name: Annotated[str, Meta(description="What people read.")]
    smtp: SmtpFacts
    identity: IdentityFacts
    schema: Annotated[int, Meta(description="Version of this shape.")] = 1
    relay: RelayFacts = RelayFacts()
    dns: DnsFacts = DnsFacts()
    mailbox: MailboxFacts = MailboxFacts()
    trust: TrustFacts = TrustFacts()
    graph: str = ""
    sources: tuple[str, ...] = ()
    checked: date | None = None
    confidence: Confidence = Confidence.CONFIRMED
    doubts: tuple[str, ...] = ()
    is_private: Annotated[
        bool,
        Meta(description="Set when a file is read: its hosts are not Microsoft's."),
    ] = False


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
