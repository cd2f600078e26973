"""The shape of `resources/catalogue/practice`: who is in the practice tenant and how it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from app.catalogue.files import damaged
from app.catalogue.resources import CATALOGUE
from app.catalogue.schema.cloud import Cloud
from app.catalogue.schema.fact import Fact

T = TypeVar("T")
FOLDER = CATALOGUE / "practice"


class ApplicationFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An app registration; one with a secret is a server's, which no person stands behind."""

    id: str
    name: str
    secret: str = ""
    full_access: tuple[str, ...] = ()
    send_as: tuple[str, ...] = ()


class MailboxFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mailbox and what its owner may do with others."""

    address: str
    name: str
    object_id: str
    password: str = ""
    shared: bool = False
    """Nobody signs in as it; others use it by the rights they have."""
    full_access: tuple[str, ...] = ()
    send_as: tuple[str, ...] = ()


class AuthClientFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the organisation's list of SMTP AUTH clients."""

    sender: str
    protocol: str
    messages: int
    old_tls_percent: int = 0
    """How many of its connections speak TLS 1.0."""


class OrganisationFacts(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The organisation that is played."""

    name: str
    domain: str
    accepted_domains: tuple[str, ...]
    tenant_id: str
    region: str
    user: str
    inside_recipient: str
    outside_recipient: str
    office_addresses: tuple[str, ...]
    """Where its devices send from; what its connector lists unless a scenario says otherwise."""
    application: ApplicationFacts
    server_application: ApplicationFacts
    mailbox: tuple[MailboxFacts, ...]
    auth_client: tuple[AuthClientFacts, ...] = ()


class SpeakerFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one mail server introduces itself."""

    host: str
    banner: str
    queued: str
    size: int
    plain: tuple[str, ...]
    """What it offers before STARTTLS."""
    secured: tuple[str, ...]


class ReplyCodes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Finding codes whose literals are the tenant's own refusals."""

    wrong_token: str
    wrong_password: str
    send_as_denied: str
    no_connector: str
    direct_send_rejected: str


class MailFacts(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the mail servers speak."""

    longest_line: int
    idle_s: float
    errors_allowed: int
    challenge_user: str
    challenge_password: str
    inspector: str
    """Who issues the certificates that are shown where a firewall looks inside."""
    submission: SpeakerFacts
    relay: SpeakerFacts
    codes: ReplyCodes
    replies: dict[str, str]


class ResourceFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that a token can be for."""

    audience: str
    takes_mail: bool
    scopes: tuple[str, ...]
    default: tuple[str, ...]
    roles: tuple[str, ...]
    bare: bool = False
    """Scopes without an address in front are of this one."""


class ErrorFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The OAuth error that goes with an AADSTS number."""

    numbers: tuple[int, ...]
    error: str
    at_redirect: str = ""
    suberror: str = ""


class TextFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text of a number that no finding has a literal for."""

    number: int
    text: str


class SignInFacts(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the tenant signs in."""

    access_token_s: int
    refresh_token_s: int
    code_s: int
    device_code_s: int
    interval_s: int
    access_token_length: int
    refresh_token_length: int
    any_tenant: tuple[str, ...]
    """Names that stand for whichever tenant the account is in."""
    loopback_hosts: tuple[str, ...]
    """Where a redirect may lead, on any port."""
    finding_prefix: str
    on_the_page: tuple[int, ...]
    """Numbers that the page shows in place of sending the browser back."""
    of_the_application: tuple[int, ...]
    """Numbers that every request for tokens ends with, whoever asks."""
    voided_token_s: int
    """Life of the access token of a sign-in that a scenario makes void."""
    device_message: str
    resource: tuple[ResourceFacts, ...]
    error: tuple[ErrorFacts, ...]
    text: tuple[TextFacts, ...]


class ZoneFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One zone in master-file form."""

    origin: str
    records: str


class ZoneChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a scenario does to a zone."""

    id: str
    zone: str
    remove: tuple[str, ...] = ()
    """`name. TYPE` each."""
    add: str = ""


class DnsFacts(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All zones of the tenant."""

    largest_udp: int
    ttl: int
    nameserver: str
    mailbox: str
    zone: tuple[ZoneFacts, ...]
    change: tuple[ZoneChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeFacts:
    """Everything the practice tenant is made from."""

    organisation: OrganisationFacts
    mail: MailFacts
    sign_in: SignInFacts
    dns: DnsFacts
    cloud: Cloud
    """Complete but for the ports."""


def load_practice_facts(folder: Path = FOLDER) -> PracticeFacts:
    """Read the five files; raises CatalogueError when one is not what the program expects."""
    return PracticeFacts(
        organisation=_read(folder / "organisation.toml", OrganisationFacts),
        mail=_read(folder / "mail.toml", MailFacts),
        sign_in=_read(folder / "sign_in.toml", SignInFacts),
        dns=_read(folder / "zones.toml", DnsFacts),
        cloud=_read(folder / "cloud.toml", Cloud),
    )


def _read(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError) as exc:
        raise damaged(path.name, exc) from exc
