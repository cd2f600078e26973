"""What an administrator has set for every user of this computer."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import platformdirs

from app.domain.errors import InputError
from app.files import read_bounded

FILE_NAME = "policy.toml"
VARIABLE = "SENDWRIGHT_POLICY_DIR"
"""Names another folder for the policy; for trying one out."""
NEWEST_SCHEMA = 1
MOST_BYTES = 64 * 1024
"""Two settings and their comments."""


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Defaults; a client's own answers and the command line go first."""

    schema: int = NEWEST_SCHEMA
    application_id: str = ""
    """The app registration that signs in where neither the client nor its cloud names one."""
    cloud: str = ""
    """The cloud of new clients: an id of the catalogue, or a cloud file's path."""


def policy_path() -> Path:
    """Say where the policy of this computer lies, whether or not there is one."""
    if folder := os.environ.get(VARIABLE):
        return Path(folder) / FILE_NAME
    places = platformdirs.PlatformDirs("Sendwright", appauthor=False)
    return places.site_config_path / FILE_NAME


def load_policy(path: Path | None = None) -> Policy:
    """Read the policy; an empty one where there is no file.

    Raises InputError where there is one that cannot be used: it is never passed over in silence.
    """
    path = path or policy_path()
    try:
        policy = msgspec.toml.decode(read_bounded(path, MOST_BYTES), type=Policy)
    except FileNotFoundError:
        return Policy()
    except OSError as exc:
        raise _unusable(path, exc.strerror or str(exc)) from exc
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise _unusable(path, str(exc)) from exc
    if policy.schema > NEWEST_SCHEMA:
        schemas = {"schema": str(policy.schema), "newest": str(NEWEST_SCHEMA)}
        raise InputError("input.policy.newer_schema", values={"path": str(path), **schemas})
    return policy


def _unusable(path: Path, reason: str) -> InputError:
    return InputError("input.policy.invalid", values={"path": str(path), "reason": reason})
