"""Key, request and chain of the certificate by which a connector knows a relaying server."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import certifi

from app.catalogue import Catalogue, Cloud
from app.domain.address import DomainName
from app.domain.certificates.chain import ChainQuestion, ChainVerdict, check_chain
from app.domain.certificates.files import read_certificates, read_public_key
from app.domain.certificates.request import KeyKind, make_request
from app.domain.finding import Finding, Severity, sort_worst_first
from app.domain.organisation.client import Client
from app.render.archive import WrittenFile, write_files
from app.render.context import RenderedFile
from app.services.passed_files import read_passed

if TYPE_CHECKING:
    from cryptography import x509

_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
MOST_BYTES = 1024 * 1024
"""All public authorities together have some two hundred thousand."""
FIRST_LABEL = "relay"
"""The server's name where nobody chose one: relay.contoso.com."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeRequest:
    """Where key and request lie, and the client that knows the name; nothing is saved yet."""

    client: Client
    names: tuple[str, ...]
    key: WrittenFile
    """Mode 0600; a key that was there before is kept beside it."""
    request: WrittenFile


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedChain:
    """What is to be said of a chain, and the client that knows its name and its last day."""

    client: Client
    findings: tuple[Finding, ...]
    names: tuple[str, ...]
    expires_on: date
    chain: RenderedFile
    """In the order in which a server presents it."""


def relay_certificate_name(client: Client, typed: str = "") -> DomainName:
    """The name typed, the one that the client knows, or relay under its domain."""
    return DomainName.parse(typed or client.certificate_name or f"{FIRST_LABEL}.{client.domain}")


def request_relay_certificate(
    client: Client,
    folder: Path,
    *,
    name: str = "",
    others: tuple[str, ...] = (),
    kind: KeyKind = KeyKind.RSA,
) -> MadeRequest:
    """Make a key and a request and write both; raises InputError or AppError."""
    first = relay_certificate_name(client, name)
    made = make_request((first, *map(DomainName.parse, others)), kind=kind)
    secret = made.private_key.reveal().encode("ascii")
    key, request = write_files(
        (
            RenderedFile(
                path=f"{first.ascii}.key.pem", content=secret, mode=0o600, holds_secret=True
            ),
            RenderedFile(path=f"{first.ascii}.csr.pem", content=made.request),
        ),
        folder,
    )
    return MadeRequest(
        client=replace(client, certificate_name=first.ascii),
        names=made.names,
        key=key,
        request=request,
    )


def check_relay_certificate(
    client: Client,
    files: tuple[Path, ...],
    *,
    cloud: Cloud,
    catalogue: Catalogue,
    key: Path | None = None,
    name: str = "",
    now: datetime | None = None,
) -> CheckedChain:
    """Judge what the authority gave back; raises InputError for a file that cannot be read."""
    wanted = relay_certificate_name(client, name).ascii
    given = [one for file in files for one in read_certificates(read_passed(file, MOST_BYTES))]
    verdict = check_chain(
        ChainQuestion(
            certificates=tuple(dict.fromkeys(given)),
            name=wanted,
            domains=_domains(client),
            roots=public_roots(cloud, given),
            now=now or datetime.now(UTC),
            key=read_public_key(read_passed(key, MOST_BYTES)) if key else None,
        ),
        catalogue.teller(wanted),
    )
    ends = verdict.expires_at.date()
    return CheckedChain(
        client=replace(client, certificate_name=wanted, certificate_until=ends),
        findings=_tell(verdict, wanted, catalogue),
        names=verdict.names,
        expires_on=ends,
        chain=RenderedFile(path=f"{wanted}.chain.pem", content=verdict.ordered),
    )


def public_roots(cloud: Cloud, given: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Those authorities that everybody knows and that may have signed one of the given.

    What this computer trusts besides does not count. A private world has its own authority, which
    counts there.
    """
    bundle = Path(certifi.where()).read_bytes()
    if cloud.trust.ca_file:
        bundle += b"\n" + read_passed(Path(cloud.trust.ca_file), MOST_BYTES)
    names = {one.issuer.public_bytes() for one in given}
    return tuple(_roots_named(bundle, names))


def _roots_named(bundle: bytes, names: set[bytes]) -> Iterator[x509.Certificate]:
    """Parse those that bear one of the names only: some old roots are no longer well-formed."""
    from cryptography import x509

    for block in bundle.decode("ascii", "ignore").split(_BEGIN)[1:]:
        body, end, _ = block.partition(_END)
        der = ssl.PEM_cert_to_DER_cert(f"{_BEGIN}{body}{end}\n") if end else b""
        if any(name in der for name in names):
            with contextlib.suppress(ValueError):
                yield x509.load_der_x509_certificate(der)


def _domains(client: Client) -> tuple[str, ...]:
    sender = client.sender.from_address
    return (client.domain.ascii, *((sender.domain.ascii,) if sender else ()))


def _tell(verdict: ChainVerdict, name: str, catalogue: Catalogue) -> tuple[Finding, ...]:
    ends = verdict.expires_at.date().isoformat()
    findings = [*verdict.findings]
    if not any(item.severity is Severity.ERROR for item in findings):
        findings.append(
            catalogue.finding("certificate.chain.fits", subject=name, values={"ends": ends})
        )
    return sort_worst_first(tuple(findings))
