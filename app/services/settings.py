"""Turns a client and its cloud into the settings that a program or device must be told."""

from __future__ import annotations

from pathlib import Path

from app.catalogue import Catalogue, Cloud
from app.domain.errors import AppError, InputError
from app.domain.organisation.client import Client
from app.domain.path import (
    Authentication,
    Endpoint,
    Security,
    SendingPath,
    SendingSettings,
)

_AUTHENTICATION = {
    SendingPath.SMTP_AUTH_OAUTH: Authentication.XOAUTH2,
    SendingPath.SMTP_AUTH_BASIC: Authentication.LOGIN,
    SendingPath.HIGH_VOLUME: Authentication.LOGIN,
    SendingPath.AZURE_COMMUNICATION: Authentication.LOGIN,
    SendingPath.OAUTH_BRIDGE: Authentication.LOGIN,
}


def settings_of(client: Client, cloud: Cloud, catalogue: Catalogue) -> SendingSettings:
    """Work the settings out; raises AppError naming what the client still lacks."""
    path = client.path
    if path is None:
        raise InputError("client.path.missing")
    from_address = client.sender.from_address
    if from_address is None:
        raise InputError("client.from_address.missing")
    authentication = _AUTHENTICATION.get(path, Authentication.NONE)
    uses_token = authentication is Authentication.XOAUTH2
    return SendingSettings(
        path=path,
        server=_server_of_senders(client, cloud, catalogue, path),
        security=Security.NONE if path is SendingPath.OAUTH_BRIDGE else Security.STARTTLS,
        authentication=authentication,
        username=str(client.login) if path.signs_in else "",
        from_address=str(from_address),
        from_name=client.sender.from_name,
        token_command=("sendwright", "token", client.id) if uses_token else (),
        imap=_mailbox(cloud.mailbox.imap_host, cloud.mailbox.imap_port),
        pop=_mailbox(cloud.mailbox.pop_host, cloud.mailbox.pop_port),
        ca_file=_with_slashes(cloud.trust.ca_file),
    )


def _server_of_senders(
    client: Client, cloud: Cloud, catalogue: Catalogue, path: SendingPath
) -> Endpoint:
    """Say where programs and devices connect: to the bridge where there is one."""
    facts = catalogue.paths[path]
    if facts.bridge_host:
        return Endpoint(host=facts.bridge_host, port=facts.bridge_port)
    return endpoint_of(client, cloud, catalogue, path)


def endpoint_of(client: Client, cloud: Cloud, catalogue: Catalogue, path: SendingPath) -> Endpoint:
    """Say where the path connects; an MX host is read from DNS, never built from the domain."""
    facts = catalogue.paths[path]
    if facts.host:
        return Endpoint(host=facts.host, port=facts.port)
    if not path.uses_mx:
        return Endpoint(host=cloud.smtp.host, port=cloud.smtp.port)
    host = client.detection.microsoft_mx if client.detection else None
    if host is None:
        raise AppError("client.mx.unknown")
    return Endpoint(host=host, port=cloud.relay.port)


def _with_slashes(path: str) -> str:
    """Spell a Windows path as every program reads it; a backslash is an escape in most formats."""
    return Path(path).as_posix() if path else ""


def _mailbox(host: str, port: int) -> Endpoint | None:
    return Endpoint(host=host, port=port) if host else None
