"""What one run of checks is for."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue import Cloud
from app.domain.address import EmailAddress
from app.domain.finding import Finding
from app.domain.organisation.client import Client
from app.domain.secret import Secret
from app.services.certificates.relay_files import RelayCertificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What one run is for: checks alone, or checks and real messages."""

    client: Client
    cloud: Cloud
    recipients: tuple[EmailAddress, ...] = ()
    token: Secret | None = None
    stored: tuple[Finding, ...] = ()
    """How the stored sign-in stands, where there should be one."""
    password: Secret | None = None
    """For paths that sign in with one; it is asked for each time and kept nowhere."""
    certificate: RelayCertificate | None = None
    """What a connector by certificate knows this server by."""
    send_as: str = ""
    """Another From address to try; empty: none."""
    with_dns: bool = True
    """Look at everything around the connection too, not only at sending."""

    @property
    def sender(self) -> str:
        """The From address; empty where nobody named one."""
        return str(self.client.sender.from_address or "")

    @property
    def submits(self) -> bool:
        """The submission host is worth a look."""
        path = self.client.path
        return path is None or path.signs_in

    @property
    def relays(self) -> bool:
        """The MX host is worth a look, and it is known which that is."""
        path, detection = self.client.path, self.client.detection
        if detection is None:
            return False
        return bool(detection.microsoft_mx) if path is None else path.uses_mx

    @property
    def lacks_detection(self) -> bool:
        """Whose domain it is has yet to be found out, and this run needs it."""
        path = self.client.path
        needed = self.with_dns or (path is not None and path.uses_mx)
        return needed and self.client.detection is None
