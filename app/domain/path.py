"""The ways mail can leave for Microsoft 365, and the settings one of them needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SendingPath(StrEnum):
    """A sending path; the value is its id in catalogue, client file and JSON."""

    SMTP_AUTH_OAUTH = "smtp_auth_oauth"
    SMTP_AUTH_BASIC = "smtp_auth_basic"
    RELAY_IP = "relay_ip"
    RELAY_CERTIFICATE = "relay_certificate"
    DIRECT_SEND = "direct_send"
    HIGH_VOLUME = "high_volume"
    AZURE_COMMUNICATION = "azure_communication"
    OAUTH_BRIDGE = "oauth_bridge"

    @property
    def signs_in(self) -> bool:
        """The sender proves who it is with a token or a password."""
        return self not in _BY_CONNECTION

    @property
    def uses_oauth(self) -> bool:
        """The wizard signs in and keeps a refresh token for this path."""
        return self in (SendingPath.SMTP_AUTH_OAUTH, SendingPath.OAUTH_BRIDGE)

    @property
    def uses_mx(self) -> bool:
        """Mail is handed to the tenant's own MX host."""
        return self in _BY_CONNECTION


_BY_CONNECTION = frozenset(
    {SendingPath.RELAY_IP, SendingPath.RELAY_CERTIFICATE, SendingPath.DIRECT_SEND}
)


class Service(StrEnum):
    """Something else that takes mail; the value is its id in the catalogue."""

    GRAPH = "graph"
    AMAZON_SES = "amazon_ses"
    SENDGRID = "sendgrid"
    COLD_OUTREACH = "cold_outreach"


class Security(StrEnum):
    """How a connection is protected."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"


class Authentication(StrEnum):
    """How a sender proves who it is."""

    XOAUTH2 = "xoauth2"
    LOGIN = "login"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A host and the port it answers on."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingSettings:
    """What a program or device must be told to send by one path; holds no secret."""

    path: SendingPath
    server: Endpoint
    security: Security
    authentication: Authentication
    username: str
    """The mailbox to sign in as; empty where nothing signs in."""
    from_address: str
    from_name: str = ""
    token_command: tuple[str, ...] = ()
    """The command that prints a fresh access token; empty where no token is used."""
    imap: Endpoint | None = None
    pop: Endpoint | None = None
    ca_file: str = ""
    """Extra trust anchor of a private cloud; empty for Microsoft's clouds."""
