"""The shape of a cloud: Microsoft's own, and a private one of the same shape."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from app.catalogue.schema.fact import Confidence


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
