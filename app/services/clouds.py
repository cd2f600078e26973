"""Which cloud a client lives in, and the objects that reach it: resolver and TLS context."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.catalogue import Catalogue, Cloud, load_cloud
from app.domain.errors import AppError
from app.domain.organisation.client import Client, CloudId
from app.store.policy import Policy

if TYPE_CHECKING:  # the window and half of the commands open without any connection
    import ssl

    from app.practice import PracticeTenant
    from app.probe.dns.resolver import DnsPythonResolver
    from app.services.certificates.relay_files import RelayCertificate


class TlsUse(StrEnum):
    """What a TLS context is for."""

    MAIL = "mail"
    WEB = "web"


class CloudShelf:
    """Finds a client's cloud: the one named on the command line, its file, or the catalogue's."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._contexts: dict[tuple[str, TlsUse], ssl.SSLContext] = {}
        self.override: Cloud | None = None
        self.override_file = ""
        self.practice: PracticeTenant | None = None
        self._chosen_resolver: tuple[str, int] | None = None
        self._policy = Policy()
        self._usual: Cloud | None = None

    def obey(self, policy: Policy) -> None:
        """Take an administrator's defaults; raises InputError where they name no cloud."""
        self._policy = policy
        if policy.cloud:
            known = self.catalogue.clouds.get(CloudId(policy.cloud))
            self._usual = known or load_cloud(Path(policy.cloud))

    def of_new_client(self) -> tuple[CloudId, str]:
        """Return id and file of the cloud that a new client begins with."""
        if self.override is not None:
            return CloudId(self.override.id), self.override_file
        if self._usual is None:
            return CloudId("worldwide"), ""
        file = str(Path(self._policy.cloud).resolve()) if self._usual.is_private else ""
        return CloudId(self._usual.id), file

    def take(self, cloud: str) -> None:
        """Use this cloud for every client from now on: a file, or an id of the catalogue."""
        if cloud in self.catalogue.clouds:
            self.override = self.catalogue.clouds[cloud]
        elif cloud:
            self.override = load_cloud(Path(cloud))
            self.override_file = str(Path(cloud).resolve())

    def use_resolver(self, ip: str, port: int) -> None:
        """Ask this DNS server for every client from now on, whatever its cloud names."""
        self._chosen_resolver = (ip, port)

    @property
    def resolver_was_chosen(self) -> bool:
        """A person named the DNS server; it then finds the mail hosts too."""
        return self._chosen_resolver is not None

    def of_client(self, client: Client) -> Cloud:
        """Return the client's cloud; raises AppError where its file has gone."""
        if client.scenario and self.practice is not None:
            return self.practice.cloud
        return self._with_policy(self._find(client))

    def _with_policy(self, cloud: Cloud) -> Cloud:
        """Fill in the administrator's app registration where the cloud names none."""
        application = self._policy.application_id
        if not application or cloud.identity.client_id:
            return cloud
        identity = msgspec.structs.replace(cloud.identity, client_id=application)
        return msgspec.structs.replace(cloud, identity=identity)

    def _find(self, client: Client) -> Cloud:
        if self.override is not None:
            return self.override
        if client.cloud_file:
            return load_cloud(Path(client.cloud_file))
        try:
            return self.catalogue.clouds[client.cloud]
        except KeyError as exc:
            raise AppError("client.cloud.unknown", values={"cloud": client.cloud}) from exc

    def candidates(self, client: Client) -> tuple[Cloud, ...]:
        """Return the clouds in which the client's domain may be found."""
        if client.scenario or self.override is not None or client.cloud_file:
            return (self.of_client(client),)
        return tuple(self.catalogue.clouds.values())

    def resolver(self, cloud: Cloud) -> DnsPythonResolver:
        """Make a resolver for one run: the chosen one, the cloud's own, or the system's."""
        from app.probe.dns.resolver import DnsPythonResolver

        if self._chosen_resolver:
            ip, port = self._chosen_resolver
            return DnsPythonResolver((ip,), port)
        if cloud.dns.resolver:
            return DnsPythonResolver((cloud.dns.resolver,), cloud.dns.port)
        return DnsPythonResolver()

    def visitor(self, client: Client, open_browser: Callable[[str], None]) -> Callable[[str], None]:
        """Make what opens a sign-in page; a client of the practice tenant sees its notice first."""
        practice = self.practice if client.scenario else None
        if practice is None:
            return open_browser
        return lambda address: open_browser(practice.browser_url(address))

    def stop_practice(self) -> None:
        """Stop the practice tenant, where it runs."""
        if self.practice is not None:
            self.practice.stop()
            self.practice = None

    def tls_with(self, cloud: Cloud, certificate: RelayCertificate | None) -> ssl.SSLContext:
        """Return the context for mail; one that shows a certificate is shared with nobody else."""
        if certificate is None:
            return self.tls(cloud)
        from app.services.trust import build_tls_context

        context = build_tls_context(cloud.trust.ca_file)
        certificate.load_into(context)
        return context

    def tls(self, cloud: Cloud, *, use: TlsUse = TlsUse.MAIL) -> ssl.SSLContext:
        """Return the TLS context that all connections of one use to this cloud share.

        Web and mail do not share one: urllib3 writes its ALPN list into the context it is given,
        and Exim refuses a handshake that asks for HTTP.
        """
        key = (cloud.trust.ca_file, use)
        if key not in self._contexts:
            from app.services.trust import build_tls_context

            self._contexts[key] = build_tls_context(cloud.trust.ca_file)
        return self._contexts[key]
