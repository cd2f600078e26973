"""Certificates made for one run: those of the tenant, and those of a firewall that looks inside."""

from __future__ import annotations

import ssl
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import trustme

_ORGANISATION = "Sendwright practice"


class ServerCertificates:
    """Two authorities that know nothing of each other; only the first is given to clients."""

    def __init__(self, names: tuple[str, ...], inspector: str) -> None:
        self._names = names
        self._inspector = inspector

    @cached_property
    def own(self) -> ssl.SSLContext:
        """What the servers show."""
        return _server_context(self._authority, self._names)

    @cached_property
    def intercepted(self) -> ssl.SSLContext:
        """What the mail servers show when a firewall sits between."""
        import trustme

        return _server_context(trustme.CA(organization_name=self._inspector), self._names)

    @cached_property
    def root(self) -> bytes:
        """The authority that clients of the practice tenant trust, as PEM."""
        return self._authority.cert_pem.bytes()

    @cached_property
    def _authority(self) -> trustme.CA:
        import trustme

        return trustme.CA(organization_name=_ORGANISATION)


def _server_context(authority: trustme.CA, names: tuple[str, ...]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    authority.issue_cert(*names, organization_name=_ORGANISATION).configure_cert(context)
    return context


def client_context(root: bytes) -> ssl.SSLContext:
    """Make the context of a client that trusts this root alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=root.decode("ascii"))
    return context
