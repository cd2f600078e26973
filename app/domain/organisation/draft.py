"""A client as words on a command line or cells of a table give it, before it becomes values."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from app.domain.address import DomainName, EmailAddress
from app.domain.errors import InputError
from app.domain.organisation.client import (
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
from app.domain.path import SendingPath
from app.domain.tokens.app_ids import parse_application_id, parse_object_id


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
        domain, is_private = DomainName.parse(self.typed), bool(cloud_file)
        return Client(
            id=client_id,
            name=self.name.strip() or domain.display,
            domain=domain,
            cloud=cloud,
            cloud_file=cloud_file,
            sender=self._sender(),
            path=SendingPath(self.path) if self.path else None,
            sign_in=SignInAnswers(
                application_id=parse_application_id(self.application_id, is_private=is_private),
                enterprise_object_id=parse_object_id(
                    self.enterprise_object_id, is_private=is_private
                ),
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


def parse_ip(text: str) -> str:
    """Read one address, or a range of them, into its usual form; raises InputError."""
    try:
        if "/" in text:
            return str(ipaddress.ip_network(text.strip(), strict=False))
        return str(ipaddress.ip_address(text.strip()))
    except ValueError as exc:
        raise InputError("input.ip.invalid", evidence=text[:100]) from exc
