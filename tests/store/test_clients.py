"""Client files: read back as written, never overwritten when damaged, and never in half."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.address import DomainName, EmailAddress
from app.domain.finding import Actor, Certainty, Finding, Legacy, Severity, State
from app.domain.organisation.client import (
    Audience,
    Client,
    ClientId,
    CloudId,
    Detection,
    DeviceId,
    OAuthAbility,
    SenderAnswers,
    SenderKind,
    SignInAnswers,
    SignInMethod,
)
from app.domain.path import SendingPath
from app.store.clients import ClientFileError, ClientStore
from tests.wording import in_words

CONTOSO = Client(id=ClientId("contoso"), name="Contoso", domain=DomainName.parse("contoso.com"))

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
DOMAINS = st.sampled_from(["contoso.com", "xn--mnchen-3ya.de", "a.b.example"]).map(DomainName)
ADDRESSES = st.builds(EmailAddress, local=st.sampled_from(["a", "x+y", "o'neil"]), domain=DOMAINS)
FLOATS = st.floats(0, 1e6)
MOMENTS = st.datetimes(
    datetime(2000, 1, 1),
    timezones=st.just(UTC),
)
LEGACY = st.builds(
    Legacy,
    title=TEXT,
    cause=TEXT,
    who_acts=st.sampled_from(Actor),
    fix=TEXTS,
    sources=TEXTS,
    checked=st.none() | st.dates(),
    said_on=st.none() | st.dates(),
)
FINDINGS = st.lists(
    st.builds(
        Finding,
        code=TEXT,
        severity=st.sampled_from(Severity),
        state=st.sampled_from(State),
        subject=TEXT,
        evidence=TEXT,
        values=st.dictionaries(TEXT, TEXT, max_size=3),
        confidence=st.none() | st.sampled_from(Certainty),
        legacy=st.none() | LEGACY,
    ),
    max_size=2,
).map(tuple)
DETECTIONS = st.builds(
    Detection,
    domain=DOMAINS,
    tenant_id=st.none() | TEXT,
    cloud=st.none() | TEXT.map(CloudId),
    mx=TEXTS,
    microsoft_mx=st.none() | TEXT,
    spf=st.none() | TEXT,
    dkim=TEXTS,
    dmarc=st.none() | TEXT,
    findings=FINDINGS,
    elapsed_s=FLOATS,
)
CLIENTS = st.builds(
    Client,
    id=st.just(ClientId("contoso")),
    name=TEXT,
    domain=DOMAINS,
    cloud=TEXT.map(CloudId),
    cloud_file=TEXT,
    scenario=TEXT,
    detection=st.none() | DETECTIONS,
    sender=st.builds(
        SenderAnswers,
        kinds=st.lists(st.sampled_from(SenderKind), max_size=3).map(tuple),
        devices=TEXTS.map(lambda texts: tuple(map(DeviceId, texts))),
        audience=st.sampled_from(Audience),
        messages_per_day=st.integers(0, 10**9),
        from_address=st.none() | ADDRESSES,
        from_name=TEXT,
        oauth=st.sampled_from(OAuthAbility),
        fixed_ips=TEXTS,
    ),
    path=st.none() | st.sampled_from(SendingPath),
    sign_in=st.builds(
        SignInAnswers,
        application_id=TEXT,
        sign_in_as=st.none() | ADDRESSES,
        method=st.sampled_from(SignInMethod),
        signed_in_at=st.none() | MOMENTS,
    ),
    test_recipients=st.lists(ADDRESSES, max_size=2).map(tuple),
    targets=TEXTS,
    prepared=TEXTS,
    tested_at=st.none() | MOMENTS,
    findings=FINDINGS,
    step=TEXT,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "clients"


@pytest.fixture
def store(folder: Path) -> ClientStore:
    return ClientStore(folder)


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(ClientFileError) as raised:
        work()
    assert in_words(raised.value).fix
    return raised.value.code


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(client=CLIENTS)
def test_a_client_comes_back_as_it_was(store: ClientStore, client: Client) -> None:
    store.save(client)
    assert store.load(client.id) == client


def test_the_list_is_sorted_by_name_and_hides_no_good_file(
    store: ClientStore, folder: Path
) -> None:
    store.save(replace(CONTOSO, id=ClientId("b"), name="zeta"))
    store.save(replace(CONTOSO, id=ClientId("c"), name="Alpha"))
    (folder / "broken.toml").write_text("[")
    (folder / "contoso-LAPTOP.toml").write_text("")
    (folder / "copied.toml").write_bytes((folder / "b.toml").read_bytes())
    (folder / "old.damaged-1").write_text("[")
    listing = store.list()
    assert [client.name for client in listing.clients] == ["Alpha", "zeta"]
    assert [problem.code for problem in listing.problems] == [
        "store.client.damaged_alone",
        "store.client.stray",
        "store.client.copied",
        "store.client.set_aside",
    ]


def test_an_empty_folder_lists_nothing(store: ClientStore, folder: Path) -> None:
    assert store.list().clients == ()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "store.client.damaged_alone"),
        (b"schema = 1\nid = ", "store.client.damaged_alone"),
        (b"\xff\xfe\x00", "store.client.damaged_alone"),
        (b"a = [" + b"[" * 5000, "store.client.damaged_alone"),
        (b"schema = 1\nid = 7\n", "store.client.damaged_alone"),
        (b'schema = "one"\n', "store.client.damaged_alone"),
        (b'schema = 1\nid = "contoso"\nname = "x"\ndomain = "-"\n', "store.client.damaged_alone"),
        (b"schema = 2\nanything = true\n", "store.client.newer"),
        (b"#" * (1024 * 1024 + 1), "store.client.too_large"),
    ],
)
def test_a_file_that_cannot_be_read_is_left_as_it_is(
    store: ClientStore, folder: Path, content: bytes, code: str
) -> None:
    folder.mkdir()
    path = folder / "contoso.toml"
    path.write_bytes(content)
    assert code_of(lambda: store.load(ClientId("contoso"))) == code
    assert path.read_bytes() == content


def test_saving_sets_a_damaged_file_aside(store: ClientStore, folder: Path) -> None:
    folder.mkdir()
    for content in ("[", "{"):
        (folder / "contoso.toml").write_text(content)
        store.save(CONTOSO)
    assert store.load(CONTOSO.id) == CONTOSO
    assert {path.read_text("utf-8") for path in folder.glob("*.damaged-*")} == {"[", "{"}


def test_a_newer_file_is_never_overwritten(store: ClientStore, folder: Path) -> None:
    folder.mkdir()
    (folder / "contoso.toml").write_text("schema = 2\n")
    assert code_of(lambda: store.save(CONTOSO)) == "store.client.newer"
    assert (folder / "contoso.toml").read_text("utf-8") == "schema = 2\n"


def test_the_version_before_stays_beside_it(store: ClientStore, folder: Path) -> None:
    store.save(CONTOSO)
    before = (folder / "contoso.toml").read_bytes()
    store.save(replace(CONTOSO, name="Contoso Ltd"))
    assert (folder / "contoso.toml.previous").read_bytes() == before
    assert not any(path.name.startswith(".sendwright-") for path in folder.iterdir())


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "store.client.disk_full"),
        (errno.EACCES, "store.client.read_only"),
        (errno.EROFS, "store.client.read_only"),
        (errno.EIO, "store.client.not_saved"),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file(
    store: ClientStore,
    folder: Path,
    number: int,
    code: str,
    call: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store.save(CONTOSO)

    def fail(*_arguments: object, **_more: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        broken.setattr(os, call, fail)
        assert code_of(lambda: store.save(replace(CONTOSO, name="New"))) == code
    assert store.load(CONTOSO.id) == CONTOSO
    assert list(folder.glob(".sendwright-*")) == []


def test_a_folder_that_is_a_file_is_said(store: ClientStore, folder: Path) -> None:
    folder.write_text("", encoding="utf-8")
    assert code_of(lambda: store.save(CONTOSO)) == "store.client.not_saved"


def test_a_name_of_another_encoding_is_said(store: ClientStore) -> None:
    assert code_of(lambda: store.save(replace(CONTOSO, name="\udcff"))) == "store.client.not_saved"


def test_a_client_that_is_not_there_is_said(store: ClientStore) -> None:
    assert code_of(lambda: store.load(ClientId("nobody"))) == "store.client.missing"
    store.remove(ClientId("nobody"))


@pytest.mark.parametrize(
    "bad",
    ["", "..", "a/b", "../contoso", "Contoso", "-a", "a-", "x" * 65, "con", "nul", "a\0", "ä"],
)
def test_an_id_cannot_leave_the_folder(store: ClientStore, bad: str) -> None:
    assert code_of(lambda: store.load(ClientId(bad))) == "store.client.bad_id"
    assert code_of(lambda: store.remove(ClientId(bad))) == "store.client.bad_id"
    assert code_of(lambda: store.save(replace(CONTOSO, id=ClientId(bad)))) == "store.client.bad_id"


@given(name=st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_name_makes_an_id_that_can_be_saved(store: ClientStore, name: str) -> None:
    made = store.unique_id(name)
    assert code_of(lambda: store.load(made)) == "store.client.missing"


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("Contoso & Söhne GmbH", "contoso-sohne-gmbh", "contoso-sohne-gmbh-2"),
        ("CON", "client-con", "client-con-2"),
        ("日本", "client", "client-2"),
    ],
)
def test_ids_do_not_repeat(store: ClientStore, name: str, first: str, second: str) -> None:
    assert store.unique_id(name) == first
    store.save(replace(CONTOSO, id=ClientId(first)))
    assert store.unique_id(name) == second
