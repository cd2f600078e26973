"""Keeps secrets in the password store of this computer, whole at every instant, and nowhere else.

Every method blocks, and may wait for a person to type a password: call it beside the loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

import msgspec

from app.domain.secret import Secret
from app.store.backend import (
    Backend,
    KeyringState,
    call_backend,
    choose_backend,
    is_missing,
    judge_backend,
    name_backend,
    widest_part,
)
from app.store.errors import KeyringError
from app.store.parts import (
    MAX_LENGTH,
    MAX_PARTS,
    Header,
    Slot,
    decode_header,
    encode_header,
    is_whole,
    make_header,
    split,
)

if TYPE_CHECKING:
    from app.catalogue import Catalogue

_EVER_KEPT = ("app_certificate", "sign_in")
"""What is looked for where the list of what was kept is damaged."""
_READS = 3
"""A reader meets a writer between header and parts at most once in practice."""


class Secrets(Protocol):
    """Keeps a client's secrets by name."""

    def put(self, client_id: str, name: str, secret: Secret) -> None: ...
    def get(self, client_id: str, name: str) -> Secret | None: ...
    def has_any(self, client_id: str) -> bool: ...
    def held(self, client_id: str) -> tuple[str, ...]: ...
    def forget(self, client_id: str) -> None: ...
    def backend(self) -> KeyringState: ...


class MemorySecrets:
    """Keeps secrets for this run only, where the computer has no safe place for them."""

    def __init__(self) -> None:
        self._secrets: dict[tuple[str, str], Secret] = {}

    def put(self, client_id: str, name: str, secret: Secret) -> None:
        self._secrets[client_id, name] = secret

    def get(self, client_id: str, name: str) -> Secret | None:
        return self._secrets.get((client_id, name))

    def has_any(self, client_id: str) -> bool:
        return bool(self.held(client_id))

    def held(self, client_id: str) -> tuple[str, ...]:
        return tuple(name for owner, name in self._secrets if owner == client_id)

    def forget(self, client_id: str) -> None:
        for key in [key for key in self._secrets if key[0] == client_id]:
            del self._secrets[key]

    def backend(self) -> KeyringState:
        return KeyringState(name="memory", usable=True, finding_code="keyring.memory_only")


class SecretStore:
    """Keeps secrets in the keyring: parts first, then the header that makes them the value.

    Whatever instruction the program dies at, the old or the new value is there, whole. Parts that
    such a death left behind are removed by the next `put` or `forget`.
    """

    def __init__(
        self,
        service: str = "Sendwright",
        *,
        backend: Backend | None = None,
        catalogue: Catalogue | None = None,
    ) -> None:
        self._service = service
        self._chosen = backend
        self._given = catalogue

    def _texts(self) -> Catalogue:
        """The texts, loaded only when something is wrong: a token at hand is wanted at once."""
        if self._given is None:
            from app.catalogue import installed_catalogue

            self._given = installed_catalogue()
        return self._given

    def backend(self) -> KeyringState:
        """Look at the password store and read from it once, which may bring up its prompt."""
        try:
            self._read(f"{self._service}/state", "state")
        except KeyringError as exc:
            return KeyringState(
                name=name_backend(self._keyring()),
                usable=False,
                finding_code=exc.code,
                evidence=exc.evidence,
            )
        name = name_backend(self._keyring())
        return KeyringState(name=name, usable=True, finding_code="keyring.usable")

    def put(self, client_id: str, name: str, secret: Secret) -> None:
        """Write a secret and read it back; raises KeyringError and then keeps the old one."""
        value = secret.reveal()
        parts = split(value, widest_part(self._safe_keyring()))
        if len(value) > MAX_LENGTH:
            raise self._error("keyring.refused", f"{len(value)} characters")
        self._list_name(client_id, name)
        present = self._read_header(client_id, name)
        slot = present.slot.other if present else Slot.A
        header = make_header(value, slot, len(parts))
        self._clear_slot(client_id, name, slot)
        for number, part in enumerate(parts):
            self._write(self._part(client_id, name, slot, number), client_id, part)
        if self._read_parts(client_id, name, header) != value:
            raise self._error("keyring.not_kept")
        self._write(self._entry(client_id, name), client_id, encode_header(header))
        if self._read_header(client_id, name) != header:
            raise self._error("keyring.not_kept")
        self._clear_slot(client_id, name, slot.other)

    def get(self, client_id: str, name: str) -> Secret | None:
        """Read a secret; None where there is none, KeyringError where it is damaged."""
        for _ in range(_READS):
            text = self._read(self._entry(client_id, name), client_id)
            if text is None:
                return None
            header = decode_header(text)
            value = self._read_parts(client_id, name, header) if header else None
            if header and value is not None and is_whole(value, header):
                return Secret(value)
        raise self._error("keyring.damaged")

    def has_any(self, client_id: str) -> bool:
        """Say whether anything was ever kept for a client and not forgotten."""
        return bool(self._names(client_id))

    def held(self, client_id: str) -> tuple[str, ...]:
        """Name what is kept for a client now."""
        names = self._names(client_id)
        return tuple(name for name in names if self._read(self._entry(client_id, name), client_id))

    def forget(self, client_id: str) -> None:
        """Remove everything kept for a client and look whether it is gone."""
        names = self._names(client_id)
        for name in names:
            self._delete(self._entry(client_id, name), client_id)
            for slot in Slot:
                self._clear_slot(client_id, name, slot)
        self._delete(self._index(client_id), client_id)
        left = [name for name in names if self._read(self._entry(client_id, name), client_id)]
        if left or self._names(client_id):
            raise self._error("keyring.not_forgotten")

    def _read_header(self, client_id: str, name: str) -> Header | None:
        text = self._read(self._entry(client_id, name), client_id)
        return decode_header(text) if text is not None else None

    def _read_parts(self, client_id: str, name: str, header: Header) -> str | None:
        parts = []
        for number in range(header.parts):
            part = self._read(self._part(client_id, name, header.slot, number), client_id)
            if part is None:
                return None
            parts.append(part)
        return "".join(parts)

    def _clear_slot(self, client_id: str, name: str, slot: Slot) -> None:
        """Remove a slot's parts from the last to the first, so that no gap hides one of them."""
        for entry in reversed(tuple(self._find_parts(client_id, name, slot))):
            self._delete(entry, client_id)

    def _find_parts(self, client_id: str, name: str, slot: Slot) -> Iterator[str]:
        for number in range(MAX_PARTS):
            entry = self._part(client_id, name, slot, number)
            if self._read(entry, client_id) is None:
                return
            yield entry

    def _list_name(self, client_id: str, name: str) -> None:
        """Note a name before anything is written under it: keyrings cannot be searched."""
        names = self._names(client_id)
        if name not in names:
            listed = msgspec.json.encode(sorted({*names, name})).decode()
            self._write(self._index(client_id), client_id, listed)

    def _names(self, client_id: str) -> tuple[str, ...]:
        text = self._read(self._index(client_id), client_id) or "[]"
        try:
            return msgspec.json.decode(text, type=tuple[str, ...])
        except msgspec.DecodeError:
            return _EVER_KEPT

    def _index(self, client_id: str) -> str:
        return f"{self._service}/{client_id}"

    def _entry(self, client_id: str, name: str) -> str:
        return f"{self._service}/{client_id}/{name}"

    def _part(self, client_id: str, name: str, slot: Slot, number: int) -> str:
        # A service name of its own: Windows moves a second user of one service elsewhere.
        return f"{self._service}/{client_id}/{name}/{slot}{number}"

    def _read(self, entry: str, username: str) -> str | None:
        keyring = self._safe_keyring()
        return call_backend(self._texts, keyring, lambda: keyring.get_password(entry, username))

    def _write(self, entry: str, username: str, value: str) -> None:
        keyring = self._safe_keyring()
        call_backend(self._texts, keyring, lambda: keyring.set_password(entry, username, value))

    def _delete(self, entry: str, username: str) -> None:
        keyring = self._safe_keyring()
        try:
            call_backend(self._texts, keyring, lambda: keyring.delete_password(entry, username))
        except KeyringError as exc:
            if not is_missing(exc):
                raise

    def _safe_keyring(self) -> Backend:
        keyring = self._keyring()
        reason = judge_backend(keyring)
        if reason:
            raise self._error(reason)
        return keyring

    def _keyring(self) -> Backend:
        if self._chosen is None:
            self._chosen = choose_backend()
        return self._chosen

    def _error(self, code: str, evidence: str = "") -> KeyringError:
        name = name_backend(self._keyring())
        values = {"name": name, "service": self._service}
        finding = self._texts().finding(code, subject=name, evidence=evidence, values=values)
        return KeyringError.from_finding(finding)
