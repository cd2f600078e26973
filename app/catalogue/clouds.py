"""Loads a cloud from a file: private and test environments, with verification left on."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.catalogue.schema import Cloud, TrustFacts
from app.domain.errors import InputError

NEWEST_SCHEMA = 1
_STEPS = ("Compare the file with the example in the README, section “A cloud of your own”.",)


def load_cloud(path: Path) -> Cloud:
    """Read a cloud file; paths in it are taken from beside it.

    Raises InputError, naming the field, when the file cannot be read or is not a cloud.
    """
    try:
        cloud = msgspec.toml.decode(path.read_bytes(), type=Cloud)
    except OSError as exc:
        raise InputError(
            "The cloud file cannot be read",
            f"{exc.strerror or exc}: {path}",
            code="input.cloud.unreadable",
            next_steps=("Check the path after --cloud or in SENDWRIGHT_CLOUD.",),
        ) from exc
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise InputError(
            "This is not a cloud file",
            f"{path.name}: {exc}",
            code="input.cloud.invalid",
            next_steps=_STEPS,
        ) from exc
    _check_usable(cloud, path)
    return msgspec.structs.replace(cloud, is_private=True, trust=_absolute_trust(cloud, path))


def _check_usable(cloud: Cloud, path: Path) -> None:
    problem = ""
    if cloud.schema > NEWEST_SCHEMA:
        problem = f"It has schema {cloud.schema}; this version reads up to {NEWEST_SCHEMA}."
    elif not cloud.identity.authority.startswith("https://"):
        problem = "identity.authority must begin with https://, since tokens pass there."
    elif not all(0 < port < 65536 for port in (cloud.smtp.port, cloud.relay.port, cloud.dns.port)):
        problem = "A port must be between 1 and 65535."
    elif cloud.trust.ca_file and not (path.parent / cloud.trust.ca_file).is_file():
        problem = f"trust.ca_file names {cloud.trust.ca_file}, which is not there."
    if problem:
        raise InputError(
            "This cloud file cannot be used",
            f"{path.name}: {problem}",
            code="input.cloud.invalid",
            next_steps=_STEPS,
        )


def _absolute_trust(cloud: Cloud, path: Path) -> TrustFacts:
    if not cloud.trust.ca_file:
        return cloud.trust
    return msgspec.structs.replace(
        cloud.trust, ca_file=str((path.parent / cloud.trust.ca_file).resolve())
    )
