"""Keyrings of our own: one with Windows' limit that can die, and one of files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import keyring.errors


class WindowsError(Exception):
    """As pywintypes raises it: with no base in common with keyring's errors."""


class Killed(BaseException):
    """The program is gone at this instruction."""


class LimitedBackend:
    """A keyring with Windows' limit, which can die at a chosen call."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.calls_left = -1
        self.dies_after_effect = False

    def _live(self, effect: Callable[[], None]) -> None:
        if self.calls_left == 0 and not self.dies_after_effect:
            raise Killed
        effect()
        if self.calls_left == 0:
            raise Killed
        self.calls_left -= 1

    def get_password(self, service: str, username: str) -> str | None:
        self._live(lambda: None)
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password.encode("utf-16-le")) > 2560:
            raise WindowsError(1783, "CredWrite", "The stub received bad data.")
        self._live(lambda: self.entries.update({(service, username): password}))

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.entries:
            raise keyring.errors.PasswordDeleteError(service)
        self._live(lambda: self.entries.__delitem__((service, username)))


class FileBackend:
    """A keyring that processes share; each entry is a file, replaced as a whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, service: str, username: str) -> Path:
        return self._folder / f"{service}@{username}".replace("/", "~")

    def get_password(self, service: str, username: str) -> str | None:
        try:
            return self._path(service, username).read_text("utf-8")
        except FileNotFoundError:
            return None

    def set_password(self, service: str, username: str, password: str) -> None:
        path = self._path(service, username)
        beside = path.with_suffix(f".{datetime.now(UTC).timestamp()}")
        beside.write_text(password)
        beside.replace(path)

    def delete_password(self, service: str, username: str) -> None:
        self._path(service, username).unlink()
