"""A client as words on a command line or cells of a table give it, before it becomes values."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from app.domain.address import DomainName, EmailAddress
from app.domain.client import (
    Audience,
    Client,
    ClientId,
    CloudId,
    DeviceId,
    OAuthAbility,
    Purpose,
    SenderAnswers,
    SenderKind,
    SignInAnswers,
)
from app.domain.errors import InputError
from app.domain.path import SendingPath

_OBJECT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Text where a client has values; empty text is an answer that was not given."""

    typed: str
    """A domain or an address; an address is also the From address where none is given."""
    name: str = ""
    path: str = ""
    kinds: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    audience: str = Audience.BOTH.value
    purpose: str = Purpose.EVERYDAY.value
    per_day: int = 100
    per_minute: int = 1
    recipients_per_message: int = 1
    licences: int | None = None
    from_address: str = ""
    from_name: str = ""
    oauth: str = OAuthAbility.UNKNOWN.value
    fixed_ips: tuple[str, ...] = ()
    sign_in_as: str = ""
    application_id: str = ""
    enterprise_object_id: str = ""
    certificate_name: str = ""
    recipients: tuple[str, ...] = ()

    def to_client(self, client_id: ClientId, *, cloud: CloudId, cloud_file: str = "") -> Client:
        """Read every word; raises InputError for the first that cannot be used."""
        domain = DomainName.parse(self.typed)
        return Client(
            id=client_id,
            name=self.name.strip() or domain.display,
            domain=domain,
            cloud=cloud,
            cloud_file=cloud_file,
            sender=self._sender(),
            path=SendingPath(self.path) if self.path else None,
            sign_in=SignInAnswers(
                application_id=self.application_id.strip(),
                enterprise_object_id=parse_object_id(self.enterprise_object_id),
                sign_in_as=EmailAddress.parse(self.sign_in_as) if self.sign_in_as else None,
            ),
            certificate_name=(
                DomainName.parse(self.certificate_name).ascii if self.certificate_name else ""
            ),
            test_recipients=tuple(EmailAddress.parse(text) for text in self.recipients),
        )

    def _sender(self) -> SenderAnswers:
        from_address = self.from_address or (self.typed if "@" in self.typed else "")
        return SenderAnswers(
            kinds=tuple(SenderKind(kind) for kind in self.kinds),
            devices=tuple(DeviceId(device) for device in self.devices),
            audience=Audience(self.audience),
            purpose=Purpose(self.purpose),
            messages_per_day=self.per_day,
            busiest_minute=self.per_minute,
            recipients_per_message=self.recipients_per_message,
            licences=self.licences,
            from_address=EmailAddress.parse(from_address) if from_address else None,
            from_name=self.from_name,
            oauth=OAuthAbility(self.oauth),
            fixed_ips=tuple(parse_ip(text) for text in self.fixed_ips),
        )


def parse_object_id(text: str) -> str:
    """Read an Object ID; raises InputError for what is not one, such as the app's name."""
    typed = text.strip().strip("{}").lower()
    if typed and not _OBJECT_ID.fullmatch(typed):
        raise InputError(
            "This is not an Object ID",
            "It looks like 3f2504e0-4f89-41d3-9a0c-0305e82c3301 and stands under"
            " Enterprise applications, not under App registrations.",
            code="input.object_id.invalid",
            next_steps=("Copy the Object ID from Entra ID > Enterprise applications > your app.",),
            raw=text[:100],
        )
    return typed


def parse_ip(text: str) -> str:
    """Read one IPv4 or IPv6 address into its usual form; raises InputError."""
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError as exc:
        raise InputError(
            "This is not an IP address",
            "An address looks like 203.0.113.10, or 2001:db8::10.",
            code="input.ip.invalid",
            next_steps=("Type the address without a port and without a name.",),
            raw=text[:100],
        ) from exc
