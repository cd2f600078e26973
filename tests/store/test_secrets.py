"""Secrets in a keyring: split, whole at every instant, read back, and gone when forgotten."""

from __future__ import annotations

from collections.abc import Callable

import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.secret import Secret
from app.store.backend import Backend
from app.store.errors import KeyringError
from app.store.parts import MAX_LENGTH, NARROW, split
from app.store.secrets import MemorySecrets, Secrets, SecretStore
from tests.store.keyrings import Killed, LimitedBackend, WindowsError
from tests.wording import in_words

LONG = "0.AX" + "rt-token_" * 900
SHORT = "short"


@pytest.fixture
def backend() -> LimitedBackend:
    return LimitedBackend()


@pytest.fixture
def store(backend: LimitedBackend) -> SecretStore:
    return SecretStore(backend=backend)


@pytest.mark.parametrize("value", [SHORT, LONG, "", "é€😀" * 900, "x" * 1200, "x" * 1201])
def test_a_secret_comes_back_as_it_was(store: SecretStore, value: str) -> None:
    store.put("contoso", "refresh", Secret(value))
    assert store.get("contoso", "refresh") == Secret(value)


@given(st.text(max_size=4000))
def test_parts_fit_and_make_the_whole(value: str) -> None:
    parts = split(value)
    assert "".join(parts) == value
    assert all(len(part.encode("utf-16-le", "surrogatepass")) <= 2 * NARROW for part in parts)


def test_each_entry_has_a_service_of_its_own(store: SecretStore, backend: LimitedBackend) -> None:
    store.put("contoso", "refresh", Secret(LONG))
    services = [service for service, _ in backend.entries]
    assert len(services) == len(set(services)) > 5


def test_names_and_clients_do_not_meet(store: SecretStore) -> None:
    store.put("contoso", "refresh", Secret("1"))
    store.put("contoso", "access", Secret("2"))
    store.put("fabrikam", "refresh", Secret("3"))
    store.forget("contoso")
    assert store.get("contoso", "refresh") is None
    assert store.get("contoso", "access") is None
    assert store.get("fabrikam", "refresh") == Secret("3")


def test_forget_leaves_nothing(store: SecretStore, backend: LimitedBackend) -> None:
    for value in (LONG, SHORT, LONG):
        store.put("contoso", "refresh", Secret(value))
    store.forget("contoso")
    assert backend.entries == {}
    store.forget("contoso")


def test_a_shorter_value_leaves_no_part_of_the_longer(
    store: SecretStore, backend: LimitedBackend
) -> None:
    store.put("contoso", "refresh", Secret(LONG))
    store.put("contoso", "refresh", Secret(SHORT))
    assert len(backend.entries) == 3  # the list of names, the header and one part


def calls_of_a_put(old: str, new: str) -> int:
    backend = LimitedBackend()
    store = SecretStore(backend=backend)
    store.put("contoso", "refresh", Secret(old))
    backend.calls_left = 10_000
    store.put("contoso", "refresh", Secret(new))
    return 10_000 - backend.calls_left


@pytest.mark.parametrize("dies_after_effect", [False, True])
@pytest.mark.parametrize(("old", "new"), [(LONG, SHORT), (SHORT, LONG), (LONG, LONG[::-1])])
def test_dying_at_any_call_leaves_the_old_or_the_new_value_whole(
    old: str, new: str, *, dies_after_effect: bool
) -> None:
    calls = calls_of_a_put(old, new)
    assert calls > 10
    seen = set()
    for call in range(calls):
        backend = LimitedBackend()
        store = SecretStore(backend=backend)
        store.put("contoso", "refresh", Secret(old))
        backend.calls_left, backend.dies_after_effect = call, dies_after_effect
        with pytest.raises(Killed):
            store.put("contoso", "refresh", Secret(new))
        backend.calls_left = -1
        found = SecretStore(backend=backend).get("contoso", "refresh")
        assert found in (Secret(old), Secret(new))
        seen.add(found)
        store.put("contoso", "refresh", Secret("after"))
        assert len(backend.entries) == 3
        store.forget("contoso")
        assert backend.entries == {}
    assert seen == {Secret(old), Secret(new)}


def test_dying_at_any_call_of_forget_leaves_nothing_that_can_be_read() -> None:
    for call in range(60):
        backend = LimitedBackend()
        store = SecretStore(backend=backend)
        store.put("contoso", "refresh", Secret(LONG))
        backend.calls_left = call
        try:
            store.forget("contoso")
        except Killed:
            backend.calls_left = -1
            assert store.get("contoso", "refresh") in (None, Secret(LONG))
            store.forget("contoso")
        assert backend.entries == {}


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(KeyringError) as raised:
        work()
    assert in_words(raised.value).fix
    return raised.value.code


def test_a_write_that_fails_keeps_the_old_value(store: SecretStore) -> None:
    class Full(LimitedBackend):
        def set_password(self, service: str, username: str, password: str) -> None:
            if service.endswith("b1"):
                raise WindowsError(1783, "CredWrite", "The stub received bad data.")
            super().set_password(service, username, password)

    store = SecretStore(backend=Full())
    store.put("contoso", "refresh", Secret(SHORT))
    assert code_of(lambda: store.put("contoso", "refresh", Secret(LONG))) == "keyring.refused"
    assert store.get("contoso", "refresh") == Secret(SHORT)


def test_a_store_that_changes_what_it_is_given_is_found_out() -> None:
    class Forgetful(LimitedBackend):
        def set_password(self, service: str, username: str, password: str) -> None:
            super().set_password(service, username, password.upper())

    store = SecretStore(backend=Forgetful())
    assert code_of(lambda: store.put("c", "refresh", Secret("abc"))) == "keyring.not_kept"


@pytest.mark.parametrize(
    "text", ["", "{}", "hello", "[1]", '{"v":2,"slot":"a","parts":1,"digest":""}', "\x00\ud800"]
)
def test_an_edited_header_is_damaged_and_can_be_replaced(
    store: SecretStore, backend: LimitedBackend, text: str
) -> None:
    store.put("contoso", "refresh", Secret(LONG))
    backend.entries["Sendwright/contoso/refresh", "contoso"] = text
    assert code_of(lambda: store.get("contoso", "refresh")) == "keyring.damaged"
    store.put("contoso", "refresh", Secret(SHORT))
    assert store.get("contoso", "refresh") == Secret(SHORT)


@pytest.mark.parametrize("change", ["lost", "edited"])
def test_a_part_that_is_lost_or_edited_is_damage(
    store: SecretStore, backend: LimitedBackend, change: str
) -> None:
    store.put("contoso", "refresh", Secret(LONG))
    key = ("Sendwright/contoso/refresh/a2", "contoso")
    if change == "lost":
        del backend.entries[key]
    else:
        backend.entries[key] = "x" * len(backend.entries[key])
    assert code_of(lambda: store.get("contoso", "refresh")) == "keyring.damaged"


def test_an_edited_list_of_names_does_not_stop_a_write(
    store: SecretStore, backend: LimitedBackend
) -> None:
    backend.entries["Sendwright/contoso", "contoso"] = "{"
    store.put("contoso", "refresh", Secret(SHORT))
    store.forget("contoso")
    assert backend.entries == {}


def test_what_is_too_long_for_a_secret_is_refused(store: SecretStore) -> None:
    huge = Secret("x" * (MAX_LENGTH + 1))
    assert code_of(lambda: store.put("contoso", "refresh", huge)) == "keyring.refused"


class PlaintextKeyring(LimitedBackend):
    """Named as the one of keyrings.alt is."""


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (keyring.backends.null.Keyring, "keyring.null"),
        (keyring.backends.fail.Keyring, "keyring.none"),
        (PlaintextKeyring, "keyring.plaintext"),
    ],
)
def test_an_unsafe_backend_is_refused_with_the_reason(
    make: Callable[[], LimitedBackend], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    monkeypatch.setattr("keyring.core.load_config", lambda: None)
    store = SecretStore(backend=make())
    assert code_of(lambda: store.put("contoso", "refresh", Secret(SHORT))) == code
    assert code_of(lambda: store.get("contoso", "refresh")) == code
    state = store.backend()
    assert (state.usable, state.finding_code) == (False, code)


def test_fail_that_was_chosen_by_hand_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    make: Callable[[], Backend] = keyring.backends.fail.Keyring
    store = SecretStore(backend=make())
    assert store.backend().finding_code == "keyring.fail"


@pytest.mark.parametrize(
    ("error", "screen", "code"),
    [
        (keyring.errors.KeyringLocked("x"), "", "keyring.locked"),
        (keyring.errors.KeyringLocked("x"), ":0", "keyring.dismissed"),
        (keyring.errors.InitError("Prompt dismissed."), "", "keyring.dismissed"),
        (keyring.errors.InitError("no bus"), "", "keyring.vanished"),
        (FileNotFoundError(2, "no socket"), "", "keyring.vanished"),
        (ConnectionResetError(), "", "keyring.vanished"),
        (keyring.errors.NoKeyringError(), "", "keyring.none"),
        (WindowsError(8, "CredWrite", "no memory"), "", "keyring.refused"),
    ],
)
def test_whatever_a_backend_raises_is_named(
    error: Exception, screen: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(LimitedBackend):
        def get_password(self, service: str, username: str) -> str | None:
            raise error

    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("DISPLAY", screen)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    store = SecretStore(backend=Broken())
    assert code_of(lambda: store.get("contoso", "refresh")) == code
    assert store.backend().finding_code == code


def test_memory_keeps_for_this_run_and_says_so() -> None:
    memory: Secrets = MemorySecrets()
    memory.put("contoso", "refresh", Secret(SHORT))
    assert memory.get("contoso", "refresh") == Secret(SHORT)
    assert SHORT not in repr(vars(memory))
    memory.forget("contoso")
    assert memory.get("contoso", "refresh") is None
    assert memory.backend().finding_code == "keyring.memory_only"
