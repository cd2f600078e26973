"""Loads a cloud from a file: private and test environments, with verification left on."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from app.catalogue.schema.cloud import Cloud, TrustFacts
from app.domain.errors import InputError
from app.domain.tokens.consent import is_link_template
from app.files import read_bounded

NEWEST_SCHEMA = 1
MOST_BYTES = 256 * 1024
"""A cloud file has some two thousand, and its comments."""
MOST_CA_BYTES = 1024 * 1024
"""All public authorities together have some two hundred thousand."""


def load_cloud(path: Path) -> Cloud:
    """Read a cloud file; paths in it are taken from beside it.

    Raises InputError, naming the field, when the file cannot be read or is not a cloud.
    """
    try:
        cloud = msgspec.toml.decode(read_bounded(path, MOST_BYTES), type=Cloud)
    except OSError as exc:
        values = {"reason": exc.strerror or str(exc), "path": str(path)}
        raise InputError("input.cloud.unreadable", values=values) from exc
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        values = {"file": path.name, "reason": str(exc)}
        raise InputError("input.cloud.invalid", values=values) from exc
    _check_usable(cloud, path)
    return msgspec.structs.replace(cloud, is_private=True, trust=_absolute_trust(cloud, path))


def hosts_of(cloud: Cloud) -> tuple[str, ...]:
    """Name where a cloud signs in and sends to, whatever it calls itself."""
    sign_in, mail = urlsplit(cloud.identity.authority).netloc, cloud.smtp
    return tuple(dict.fromkeys((sign_in, f"{mail.host}:{mail.port}")))


def _check_usable(cloud: Cloud, path: Path) -> None:
    ca_file, code = cloud.trust.ca_file, ""
    if cloud.schema > NEWEST_SCHEMA:
        code = "input.cloud.newer_schema"
    elif not cloud.identity.authority.startswith("https://"):
        code = "input.cloud.authority_not_https"
    elif not _is_address(cloud.identity.authority):
        code = "input.cloud.bad_authority"
    elif cloud.identity.consent_link and not is_link_template(cloud.identity.consent_link):
        code = "input.cloud.bad_consent_link"
    elif not all(0 < port < 65536 for port in (cloud.smtp.port, cloud.relay.port, cloud.dns.port)):
        code = "input.cloud.bad_port"
    elif ca_file and not _is_bounded_file(path.parent / ca_file):
        code = "input.cloud.ca_file_missing"
    if code:
        schemas = {"schema": str(cloud.schema), "newest": str(NEWEST_SCHEMA)}
        raise InputError(code, values={"file": path.name, "ca_file": ca_file, **schemas})


def _is_address(authority: str) -> bool:
    """Say whether requests can be made of it: a host, a port if any, and nobody's name."""
    try:
        parts = urlsplit(authority)
        return bool(parts.hostname) and (parts.port or 443) > 0 and "@" not in parts.netloc
    except ValueError:
        return False


def _is_bounded_file(path: Path) -> bool:
    return path.is_file() and path.stat().st_size <= MOST_CA_BYTES


def _absolute_trust(cloud: Cloud, path: Path) -> TrustFacts:
    if not cloud.trust.ca_file:
        return cloud.trust
    return msgspec.structs.replace(
        cloud.trust, ca_file=str((path.parent / cloud.trust.ca_file).resolve())
    )
