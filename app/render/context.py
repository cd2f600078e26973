"""What an export is made from, and the names under which templates see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import NAMESPACE_DNS, uuid5

from app.catalogue.devices.schema import Device
from app.catalogue.schema.cloud import Cloud
from app.domain.path import Authentication, Security, SendingPath, SendingSettings
from app.domain.secret import Secret
from app.domain.worded import Wording
from app.render.pdf.typesetting import Drawing
from app.render.templating import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportContext:
    """One client's values for all targets."""

    client_id: str
    client_name: str
    domain: str
    settings: SendingSettings
    cloud: Cloud
    made_on: date
    version: str
    tenant_id: str = ""
    application_id: str = ""
    devices: tuple[Device, ...] = ()
    """Device families that get a sheet; `generic-smtp-device` where none was chosen."""
    recipient: str = ""
    """Where a test message may go."""
    password: Secret | None = None
    """Only where a person asked for files that hold it."""
    paper: str = "a4"
    language: str = "en"
    word: Wording
    """Says in that language why a device was left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedFile:
    """One file to hand over; the path is relative, with `/` between its parts."""

    path: str
    content: bytes
    mode: int = 0o644
    holds_secret: bool = False
    drawing: Drawing | None = field(default=None, compare=False, repr=False)
    """Shows the pages of a PDF."""


def template_values(context: ExportContext) -> dict[str, object]:
    """Name the values as templates and the texts of a target know them; no secret among them."""
    settings = context.settings
    return {
        "client_id": context.client_id,
        "client_name": context.client_name,
        "domain": context.domain,
        "stamp": Literal(f"Sendwright {context.version}, {context.made_on.isoformat()}"),
        "made_on": context.made_on.isoformat(),
        "version": context.version,
        "host": settings.server.host,
        "port": settings.server.port,
        "username": settings.username,
        "from_address": settings.from_address,
        "from_local": settings.from_address.rpartition("@")[0],
        "from_domain": settings.from_address.rpartition("@")[2],
        "from_name": settings.from_name,
        "recipient": context.recipient or settings.from_address,
        "token_command": settings.token_command,
        "renewal_command": (*settings.token_command, "--renew"),
        "renewal_name": f"sendwright-renew-{context.client_id}",
        "ca_file": settings.ca_file,
        "imap": settings.imap,
        "pop": settings.pop,
        "cloud": context.cloud,
        "is_private": context.cloud.is_private,
        "tenant": context.tenant_id or context.domain,
        "application_id": context.application_id,
        "token_url": _identity_url(context, "token"),
        "authorize_url": _identity_url(context, "authorize"),
        "device_code_url": _identity_url(context, "devicecode"),
        "scope": f"{context.cloud.identity.scope} offline_access",
        "profile_uuid": str(uuid5(NAMESPACE_DNS, f"profile.{context.domain}")),
        "payload_uuid": str(uuid5(NAMESPACE_DNS, f"mail.{context.domain}")),
        "password_profile_uuid": str(uuid5(NAMESPACE_DNS, f"password-profile.{context.domain}")),
        "password_payload_uuid": str(uuid5(NAMESPACE_DNS, f"password-mail.{context.domain}")),
        "autodiscover": context.cloud.dns.autodiscover,
        "autodiscover_url": context.cloud.mailbox.autodiscover_url,
        **_choices(settings),
    }


def _identity_url(context: ExportContext, leaf: str) -> str:
    tenant = context.tenant_id or context.domain
    return f"{context.cloud.identity.authority.rstrip('/')}/{tenant}/oauth2/v2.0/{leaf}"


def _choices(settings: SendingSettings) -> dict[str, object]:
    return {
        "path": settings.path.value,
        "starttls": settings.security is Security.STARTTLS,
        "implicit": settings.security is Security.IMPLICIT,
        "clear": settings.security is Security.NONE,
        "oauth": settings.authentication is Authentication.XOAUTH2,
        "login": settings.authentication is Authentication.LOGIN,
        "signs_in": settings.authentication is not Authentication.NONE,
        "relay": settings.path.uses_mx,
        "certificate": settings.path is SendingPath.RELAY_CERTIFICATE,
        "bridge": settings.path is SendingPath.OAUTH_BRIDGE,
    }
