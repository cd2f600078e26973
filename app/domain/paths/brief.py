"""Boils a client's answers, detection and devices down to what advice turns on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.devices.ability import DeviceAbility, OAuthWord
from app.domain.finding import Finding, State
from app.domain.organisation.client import (
    Audience,
    Client,
    Detection,
    OAuthAbility,
    Purpose,
    SenderKind,
)
from app.domain.path import SendingPath
from app.domain.paths.relay_address import RelayAddress, judge_relay_address
from app.domain.paths.remark import Mention
from app.domain.paths.volume import Load, RateLimits, TenantLimits


class TlsAbility(StrEnum):
    """What a device can do to protect its connection."""

    MODERN = "modern"
    OLD = "old"
    NONE = "none"
    UNKNOWN = "unknown"


class TenantState(StrEnum):
    """Whether the domain belongs to Microsoft 365; three answers, never two."""

    FOUND = "found"
    ABSENT = "absent"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderAbility:
    """What one device or app can do, as far as the catalogue knows."""

    name: str
    oauth: OAuthAbility = OAuthAbility.UNKNOWN
    tls: TlsAbility = TlsAbility.UNKNOWN
    starttls: bool | None = None
    """None where it is not known."""
    takes_password: bool | None = None
    """Whether it signs in over SMTP with a password; None where it is not known."""
    uses_graph: bool = False
    """It hands mail to Microsoft Graph and needs no SMTP at all."""
    has_oauth: bool = False
    """It signs in with OAuth, whatever the mail then goes over."""
    told: str = ""
    """What is known of its OAuth in a sentence, such as the firmware that brings it."""
    sources: tuple[str, ...] = ()
    checked: date | None = None

    @property
    def lacks_password(self) -> bool:
        """It is known to have no place for a user name and a password."""
        return self.takes_password is False


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceFacts:
    """What advice must know of the paths; the catalogue makes it."""

    mention: Mention
    limits: Mapping[SendingPath, RateLimits]
    tenant: TenantLimits
    not_in_clouds: Mapping[SendingPath, tuple[str, ...]]
    closed_by: Mapping[SendingPath, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a ranking turns on."""

    domain: str
    tenant: TenantState
    cloud: str
    kinds: frozenset[SenderKind]
    outside: bool
    load: Load
    purpose: Purpose
    is_bulk: bool
    """One mailbox cannot carry it."""
    oauth: OAuthAbility
    names_without_oauth: str
    tls_too_old: bool
    no_starttls: bool
    no_password: bool
    """Some of the senders have no place for a user name and a password."""
    usable_ips: tuple[str, ...]
    refused_ips: tuple[tuple[str, RelayAddress], ...]
    from_domain: str
    from_initial_domain: bool
    from_is_foreign: bool
    filter_in_front: bool
    is_mixed: bool
    """Some of the senders can sign in with OAuth and some cannot."""
    findings: tuple[Finding, ...]

    @property
    def is_marketing(self) -> bool:
        """The same text goes to many."""
        return self.purpose is not Purpose.EVERYDAY

    @property
    def is_newsletter(self) -> bool:
        """It goes to many who asked for it, so a mailing service takes it."""
        return self.purpose is Purpose.NEWSLETTER

    @property
    def is_server_only(self) -> bool:
        """Nothing but servers and scripts sends."""
        return self.kinds == {SenderKind.SERVER}

    @property
    def is_person_only(self) -> bool:
        """Nothing but people's mail programs sends."""
        return self.kinds == {SenderKind.PERSON}

    @property
    def has_devices(self) -> bool:
        """A printer, scanner or the like sends; so it is taken where nothing was said."""
        return SenderKind.DEVICE in self.kinds or not self.kinds

    @property
    def has_software(self) -> bool:
        """An app, a website, a server or a script sends."""
        return bool(self.kinds & {SenderKind.APP, SenderKind.SERVER})

    @property
    def may_learn_oauth(self) -> bool:
        """Software alone sends and nothing is known of it: a token can be handed to most."""
        return self.oauth is OAuthAbility.UNKNOWN and self.has_software and not self.has_devices


def read_brief(client: Client, abilities: tuple[SenderAbility, ...], facts: AdviceFacts) -> Brief:
    """Draw from a client what advice turns on."""
    sender = client.sender
    usable, refused = _sort_addresses(client)
    from_domain = sender.from_address.domain.ascii if sender.from_address else ""
    initial = facts.tenant.is_initial_domain(from_domain)
    per_day = facts.limits[SendingPath.SMTP_AUTH_OAUTH].recipients_per_day
    load = load_of(client, facts.tenant)
    without = [ability.name for ability in abilities if ability.oauth is OAuthAbility.NO]
    return Brief(
        domain=client.domain.ascii,
        tenant=_tenant_state(client.detection),
        cloud=(client.detection and client.detection.cloud) or client.cloud,
        kinds=frozenset(sender.kinds),
        outside=sender.audience is not Audience.INSIDE,
        load=load,
        purpose=sender.purpose,
        is_bulk=per_day is not None and load.recipients_per_day > per_day,
        oauth=_oauth_ability(client, abilities),
        names_without_oauth=", ".join(without),
        tls_too_old=any(item.tls in (TlsAbility.OLD, TlsAbility.NONE) for item in abilities),
        no_starttls=any(item.starttls is False for item in abilities),
        no_password=any(item.lacks_password for item in abilities),
        usable_ips=usable,
        refused_ips=refused,
        from_domain=from_domain,
        from_initial_domain=initial,
        from_is_foreign=bool(from_domain) and not initial and _is_foreign(from_domain, client),
        filter_in_front=_has_filter_in_front(client.detection),
        is_mixed=len({item.oauth for item in abilities}) > 1,
        findings=(*(client.detection.findings if client.detection else ()), *client.findings),
    )


def load_of(client: Client, tenant: TenantLimits) -> Load:
    """What a client wants to send; where some of it may go outside, all of it is counted so."""
    sender = client.sender
    from_domain = sender.from_address.domain.ascii if sender.from_address else ""
    return Load(
        messages_per_day=sender.messages_per_day,
        recipients_per_message=sender.recipients_per_message,
        messages_in_busiest_minute=sender.busiest_minute,
        external_share=0.0 if sender.audience is Audience.INSIDE else 1.0,
        from_initial_domain=tenant.is_initial_domain(from_domain),
        licences=sender.licences,
    )


def _tenant_state(detection: Detection | None) -> TenantState:
    if detection is None:
        return TenantState.UNTOLD
    if detection.tenant_id is not None or detection.microsoft_mx is not None:
        return TenantState.FOUND
    untold = any(
        finding.state is State.UNTOLD and "tenant" in finding.code for finding in detection.findings
    )
    return TenantState.UNTOLD if untold else TenantState.ABSENT


def _oauth_ability(client: Client, abilities: tuple[SenderAbility, ...]) -> OAuthAbility:
    """Take the person's answer; where there is none, the least able device decides."""
    answered, kinds = client.sender.oauth, frozenset(client.sender.kinds)
    if answered is not OAuthAbility.UNKNOWN:
        return answered
    known = {ability.oauth for ability in abilities}
    if OAuthAbility.NO in known:
        return OAuthAbility.NO
    if known == {OAuthAbility.YES} or kinds == {SenderKind.PERSON}:
        return OAuthAbility.YES
    return OAuthAbility.UNKNOWN


def _sort_addresses(
    client: Client,
) -> tuple[tuple[str, ...], tuple[tuple[str, RelayAddress], ...]]:
    private_world = bool(client.scenario or client.cloud_file)
    verdicts = [
        (typed, judge_relay_address(typed, is_private_world=private_world))
        for typed in client.sender.fixed_ips
    ]
    usable = tuple(typed for typed, verdict in verdicts if verdict is RelayAddress.USABLE)
    refused = tuple(pair for pair in verdicts if pair[1] is not RelayAddress.USABLE)
    return usable, refused


def _is_foreign(from_domain: str, client: Client) -> bool:
    own = client.domain.ascii
    return from_domain != own and not from_domain.endswith(f".{own}")


def _has_filter_in_front(detection: Detection | None) -> bool:
    """Mail for the domain arrives somewhere else first."""
    return bool(detection and detection.mx and detection.mx[0] != detection.microsoft_mx)


def read_sender(
    name: str,
    ability: DeviceAbility,
    *,
    told: str = "",
    sources: tuple[str, ...] = (),
    checked: date | None = None,
) -> SenderAbility:
    """Draw from what a device can do what a path turns on."""
    return SenderAbility(
        name=name,
        oauth=_OAUTH[ability.oauth_over_smtp],
        tls=_tls_of(ability),
        starttls=ability.knows_starttls,
        takes_password=ability.can_sign_in,
        uses_graph=ability.uses_graph,
        has_oauth=ability.oauth is OAuthWord.YES,
        told=told,
        sources=sources,
        checked=checked,
    )


_OAUTH = {
    OAuthWord.YES: OAuthAbility.YES,
    OAuthWord.NO: OAuthAbility.NO,
    OAuthWord.PARTLY: OAuthAbility.UNKNOWN,
    OAuthWord.UNKNOWN: OAuthAbility.UNKNOWN,
}
"""What depends on model or firmware, or is not known, is left to the person."""


def _tls_of(ability: DeviceAbility) -> TlsAbility:
    if ability.can_encrypt is False:
        return TlsAbility.NONE
    match ability.speaks_modern_tls:
        case True:
            return TlsAbility.MODERN
        case False:
            return TlsAbility.OLD
        case None:
            return TlsAbility.UNKNOWN
