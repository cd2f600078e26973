"""Loads a cloud from a file: private and test environments, with verification left on."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.catalogue.schema.cloud import Cloud, TrustFacts
from app.domain.errors import InputError

NEWEST_SCHEMA = 1


def load_cloud(path: Path) -> Cloud:
    """Read a cloud file; paths in it are taken from beside it.

    Raises InputError, naming the field, when the file cannot be read or is not a cloud.
    """
    try:
        cloud = msgspec.toml.decode(path.read_bytes(), type=Cloud)
    except OSError as exc:
        values = {"reason": exc.strerror or str(exc), "path": str(path)}
        raise InputError("input.cloud.unreadable", values=values) from exc
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        values = {"file": path.name, "reason": str(exc)}
        raise InputError("input.cloud.invalid", values=values) from exc
    _check_usable(cloud, path)
    return msgspec.structs.replace(cloud, is_private=True, trust=_absolute_trust(cloud, path))


def _check_usable(cloud: Cloud, path: Path) -> None:
    ca_file, code = cloud.trust.ca_file, ""
    if cloud.schema > NEWEST_SCHEMA:
        code = "input.cloud.newer_schema"
    elif not cloud.identity.authority.startswith("https://"):
        code = "input.cloud.authority_not_https"
    elif not all(0 < port < 65536 for port in (cloud.smtp.port, cloud.relay.port, cloud.dns.port)):
        code = "input.cloud.bad_port"
    elif ca_file and not (path.parent / ca_file).is_file():
        code = "input.cloud.ca_file_missing"
    if code:
        schemas = {"schema": str(cloud.schema), "newest": str(NEWEST_SCHEMA)}
        raise InputError(code, values={"file": path.name, "ca_file": ca_file, **schemas})


def _absolute_trust(cloud: Cloud, path: Path) -> TrustFacts:
    if not cloud.trust.ca_file:
        return cloud.trust
    return msgspec.structs.replace(
        cloud.trust, ca_file=str((path.parent / cloud.trust.ca_file).resolve())
    )
