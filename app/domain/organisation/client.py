"""One client: what was found, what was answered and what was chosen. Holds no secret."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from app.domain.address import DomainName, EmailAddress
from app.domain.finding import Finding
from app.domain.organisation.sender_list import ListedSender
from app.domain.path import SendingPath

ClientId = NewType("ClientId", str)
CloudId = NewType("CloudId", str)
DeviceId = NewType("DeviceId", str)
GENERIC_DEVICE = DeviceId("generic-smtp-device")
"""The family that stands for a device that is none of the catalogue's."""


class SenderKind(StrEnum):
    """What will send."""

    DEVICE = "device"
    APP = "app"
    SERVER = "server"
    PERSON = "person"


class Purpose(StrEnum):
    """What the mail is for; some of it does not belong in Microsoft 365 at all."""

    EVERYDAY = "everyday"
    """Scans, alerts, invoices, order confirmations, letters to one person."""
    NEWSLETTER = "newsletter"
    """The same text for many who asked for it."""
    COLD_OUTREACH = "cold_outreach"
    """To people who did not ask for it."""


class Audience(StrEnum):
    """Who receives."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    BOTH = "both"


class OAuthAbility(StrEnum):
    """Whether the sender can sign in with OAuth."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class SignInMethod(StrEnum):
    """How the client's mailbox is signed in to."""

    BROWSER = "browser"
    DEVICE_CODE = "device_code"
    PASTED = "pasted"
    """In a browser elsewhere, whose last address is pasted."""
    APPLICATION = "application"
    """By an app alone, with its secret or certificate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What was found about a domain without asking the person anything but its name."""

    domain: DomainName
    tenant_id: str | None = None
    """None: no tenant was found, or it could not be told; the findings say which."""
    cloud: CloudId | None = None
    mx: tuple[str, ...] = ()
    """Mail hosts, most preferred first."""
    microsoft_mx: str | None = None
    """The first of them that belongs to the cloud; where relay and Direct Send connect."""
    spf: str | None = None
    dkim: tuple[str, ...] = ()
    """Selectors whose key was found."""
    dmarc: str | None = None
    findings: tuple[Finding, ...] = ()
    elapsed_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderAnswers:
    """What the person said about what will send."""

    kinds: tuple[SenderKind, ...] = ()
    devices: tuple[DeviceId, ...] = ()
    audience: Audience = Audience.BOTH
    purpose: Purpose = Purpose.EVERYDAY
    messages_per_day: int = 100
    busiest_minute: int = 1
    """Messages in the busiest minute."""
    recipients_per_message: int = 1
    licences: int | None = None
    """Paid Exchange licences of the whole organisation; None where nobody said."""
    from_address: EmailAddress | None = None
    from_name: str = ""
    oauth: OAuthAbility = OAuthAbility.UNKNOWN
    fixed_ips: tuple[str, ...] = ()
    """The office's fixed public addresses; empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInAnswers:
    """How and as whom to sign in; the token itself is in the keyring."""

    application_id: str = ""
    """The app registration's client id; empty takes the cloud's default."""
    server_application_id: str = ""
    """The registration of a server that signs in by itself; empty takes the other one."""
    enterprise_object_id: str = ""
    """The app under Enterprise applications; for an app that signs in by itself."""
    sign_in_as: EmailAddress | None = None
    """None: the same as the From address."""
    method: SignInMethod = SignInMethod.BROWSER
    signed_in_at: datetime | None = None
    """Aware, UTC; None where no refresh token is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """All that is kept of one client between two runs."""

    id: ClientId
    name: str
    domain: DomainName
    cloud: CloudId = CloudId("worldwide")
    cloud_file: str = ""
    """Path of the cloud file, where the cloud is not one of the catalogue's."""
    scenario: str = ""
    """The practice tenant's scenario; empty for a real client."""
    detection: Detection | None = None
    sender: SenderAnswers = field(default_factory=SenderAnswers)
    path: SendingPath | None = None
    sign_in: SignInAnswers = field(default_factory=SignInAnswers)
    test_recipients: tuple[EmailAddress, ...] = ()
    targets: tuple[str, ...] = ()
    prepared: tuple[str, ...] = ()
    """Ids of the admin steps that were ticked as done."""
    tested_at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    """Of the last run of checks, worst first."""
    certificate_name: str = ""
    """The name in the certificate of the relaying server; for relay by certificate."""
    certificate_until: date | None = None
    """The last day of that certificate, as it was checked."""
    reported: tuple[ListedSender, ...] = ()
    """Who sent by SMTP AUTH, as the organisation's own list said when it was last read."""
    reported_at: datetime | None = None
    left_out: tuple[str, ...] = ()
    """Addresses of that list which need no path, such as those that nobody uses any more."""
    message_language: str = "en"
    """Of the messages to whoever must act."""
    unconfirmed: tuple[str, ...] = ()
    """Names of values that came with a file and that nobody here has confirmed."""
    step: str = "client"
    """Where the wizard was left."""

    @property
    def login(self) -> EmailAddress | None:
        """The mailbox to sign in as."""
        return self.sign_in.sign_in_as or self.sender.from_address
