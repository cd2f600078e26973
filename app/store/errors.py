"""What can go wrong with what is kept on this computer.

AppError
├── KeyringError        the password store of this computer did not do what it was asked
└── StoreError          a file or folder of Sendwright could not be used
"""

from __future__ import annotations

from app.domain.errors import AppError


class KeyringError(AppError):
    """The password store of this computer did not do what it was asked."""


class StoreError(AppError):
    """A file or folder of Sendwright could not be used."""
