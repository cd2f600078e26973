"""Chooses the password store of this computer, refuses unsafe ones and names what they raise.

The only module that imports keyring.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from app.domain.tokens.claims import redact
from app.store.errors import KeyringError
from app.store.parts import NARROW, WIDE

if TYPE_CHECKING:
    from app.catalogue import Catalogue

T = TypeVar("T")
_GONE_MODULES = ("secretstorage", "jeepney", "dbus")
_UNLIMITED_MODULES = frozenset(
    f"keyring.backends.{name}" for name in ("SecretService", "libsecret", "kwallet", "macOS")
)
_NAMES = {
    "SecretService": "Secret Service",
    "libsecret": "Secret Service",
    "kwallet": "KWallet",
    "macOS": "macOS Keychain",
    "Windows": "Windows Credential Manager",
}
_MAX_EVIDENCE = 500
"""Chosen: an error of a keyring is a line or two."""


class Backend(Protocol):
    """The part of a keyring backend that is used here."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyringState:
    """Whether this computer has a safe place for secrets, and the finding that says so."""

    name: str
    """In the words of the backend, for a person."""
    usable: bool
    finding_code: str
    evidence: str = ""


def choose_backend() -> Backend:
    """Take what the person chose, else what the desktop offers, else what keyring finds."""
    import keyring

    backend = _find_secret_service() or keyring.get_keyring()
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        if isinstance(backend, WinVaultKeyring):
            # The default roams with a domain profile to other computers.
            backend.persist = "local machine"
    return backend


def _find_secret_service() -> Backend | None:
    """Ask for the usual keyring of Linux by name.

    keyring would try all of its backends, and that of macOS runs a compiler to look for a library.
    """
    on_kde = "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "")
    if sys.platform != "linux" or on_kde or _was_chosen_by_hand():
        return None
    from keyring.backends.SecretService import Keyring

    make: Callable[[], Backend] = Keyring
    return make() if Keyring.viable else None


def judge_backend(backend: Backend) -> str:
    """Return the finding code of the reason not to use a backend; "" for a safe one."""
    kind = type(_innermost(backend))
    if kind.__module__ == "keyring.backends.null":
        return "keyring.null"
    if kind.__module__ == "keyring.backends.fail":
        return "keyring.fail" if _was_chosen_by_hand() else "keyring.none"
    if kind.__module__.startswith("keyrings.alt.") or "plaintext" in kind.__name__.lower():
        return "keyring.plaintext"
    return ""


def widest_part(backend: Backend) -> int:
    """Return how many UTF-16 units an entry may have; only Windows is known to limit them."""
    module = type(_innermost(backend)).__module__
    return WIDE if module in _UNLIMITED_MODULES else NARROW


def name_backend(backend: Backend) -> str:
    """Name a backend as a person may know it; an unknown one by its class."""
    kind = type(_innermost(backend))
    module = kind.__module__.removeprefix("keyring.backends.")
    return _NAMES.get(module, f"{module}.{kind.__name__}")


def call_backend(texts: Callable[[], Catalogue], backend: Backend, work: Callable[[], T]) -> T:
    """Call a backend; raises KeyringError for whatever it raises, in the words of `texts`."""
    try:
        return work()
    except Exception as exc:  # a vanished bus raises FileNotFoundError, Windows pywintypes.error
        finding = texts().finding(
            _name_failure(exc),
            subject=name_backend(backend),
            evidence=redact(f"{type(exc).__name__}: {exc}")[:_MAX_EVIDENCE],
            values={"name": name_backend(backend)},
        )
        raise KeyringError.from_finding(finding) from exc


def is_missing(error: KeyringError) -> bool:
    """Say whether a delete failed only since there was nothing to delete."""
    from keyring.errors import PasswordDeleteError

    return isinstance(error.__cause__, PasswordDeleteError)


def _innermost(backend: Backend) -> Backend:
    """Look through a chain: it writes to the first of its backends."""
    from keyring.backends.chainer import ChainerBackend

    if isinstance(backend, ChainerBackend):
        return next(iter(backend.backends), backend)
    return backend


def _was_chosen_by_hand() -> bool:
    from keyring.core import load_config

    return "PYTHON_KEYRING_BACKEND" in os.environ or load_config() is not None


def _name_failure(error: Exception) -> str:
    from keyring import errors

    if "dismiss" in str(error).lower():
        return "keyring.dismissed"
    match error:
        case errors.KeyringLocked():
            # With a screen the system asked for the password, and the call waited for the answer.
            return "keyring.dismissed" if _has_screen() else "keyring.locked"
        case errors.NoKeyringError():
            return "keyring.none"
        case errors.InitError() | OSError() | EOFError():
            return "keyring.vanished"
        case _ if type(error).__module__.startswith(_GONE_MODULES):
            return "keyring.vanished"
        case _:
            return "keyring.refused"


def _has_screen() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
