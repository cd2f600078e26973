"""What can go wrong with what is kept on this computer.

AppError
├── KeyringError        the password store of this computer did not do what it was asked
└── StoreError          a file or folder of Sendwright could not be used
"""

from __future__ import annotations

import errno

from app.domain.errors import AppError


class KeyringError(AppError):
    """The password store of this computer did not do what it was asked."""


class StoreError(AppError):
    """A file or folder of Sendwright could not be used."""


def is_full(error: OSError) -> bool:
    """Say whether the disk, or the person's share of it, has no room left."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)
