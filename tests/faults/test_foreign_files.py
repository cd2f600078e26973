"""Every reader of a file that came from elsewhere, and any file: a value, or its own error."""

from __future__ import annotations

import ast
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalogue import Catalogue, load_cloud
from app.catalogue.resources import CATALOGUE as FOLDER
from app.domain.address import DomainName
from app.domain.errors import AppError
from app.domain.handover.opened_plan import take_over
from app.domain.organisation.client import Client, ClientId, CloudId
from app.domain.organisation.client_list import parse_client_list
from app.services.certificates.app import read_app_certificate
from app.services.certificates.relay import check_relay_certificate
from app.services.devices.files import lint_device_files
from app.services.devices.inventory import import_sender_list
from app.services.devices.sheets import read_list
from app.services.explaining import explain
from app.services.pasting import read_pasted_file
from app.signin import create_app_certificate
from app.store.client_document import to_bytes
from app.store.clients import ClientStore
from app.store.policy import load_policy

APP = Path(__file__).parents[2] / "app"
FACTS = Catalogue()
CLIENT = Client(id=ClientId("contoso"), name="Contoso", domain=DomainName.parse("contoso.com"))
CLOUD = b"""schema = 1
id = "lab"
name = "Lab"
[smtp]
host = "localhost"
port = 2587
[identity]
authority = "https://localhost:8443"
scope = "https://outlook.office.com/SMTP.Send"
consent_link = "{authority}/{tenant}"
[trust]
ca_file = "x"
"""
DEVICES = b'name;vendor;model;address\r\nFront;HP;M404;http://a:b@192.0.2.1/\r\n"Back\n";;;;\r\n'
SENDERS = b"Sender address,Authentication protocol,Number of messages\na@contoso.com,Basic,7\n"
MAIL = b"Received: by x; Mon\nFrom: a@b\nSubject: =?utf-8?q?x?=\n\n550 5.7.1 AADSTS700082 no\n"


def _plan(path: Path) -> object:
    read = ClientStore(path.parent).read_file(path)
    home = (CloudId("worldwide"), "")
    return take_over(
        read, home=home, clouds=FACTS.clouds, scenarios=("all_well",), languages=("en",)
    )


def _relay(path: Path) -> object:
    cloud = FACTS.clouds[CloudId("worldwide")]
    return check_relay_certificate(CLIENT, (path,), cloud=cloud, catalogue=FACTS, key=path)


@dataclass(frozen=True)
class Reader:
    """What reads a file, and a good one."""

    name: str
    module: str
    """Where the file is read; below `app`."""
    read: Callable[[Path], object]
    good: bytes
    pieces: tuple[bytes, ...] = ()


PEM = create_app_certificate("Contoso", now=datetime.now(UTC)).pem.reveal().encode()
PARSERS = (
    Reader(
        "plan",
        "store/clients.py",
        _plan,
        to_bytes(CLIENT),
        (
            b"[sender]\n",
            b'kinds = ["device"]\n',
            b"unconfirmed = [1]\n",
            b"schema = 9",
            b"[[",
            b"1979-05-27T07:32:00",
        ),
    ),
    Reader(
        "list of clients",
        "services/importing.py",
        lambda path: parse_client_list(path.read_bytes()),
        b'name;domain;path\nA;contoso.com;relay_ip\n"B\n";x;\n',
        (b";", b'"', b"\xff\xfe", b"\x00", b"sep=;\n"),
    ),
    Reader(
        "cloud",
        "catalogue/clouds.py",
        load_cloud,
        CLOUD,
        (b"[relay]\n", b"port = -1\n", b"{nope}", b"://"),
    ),
    Reader(
        "policy",
        "store/policy.py",
        load_policy,
        b'schema = 1\ncloud = "gcc_high"\n',
        (b'cloud = "/x"', b"="),
    ),
    Reader(
        "devices",
        "services/devices/sheets.py",
        read_list,
        DEVICES,
        (b";", b"\t", b'"', b"\xff\xfe", b"sep=;\n", b"\x00"),
    ),
    Reader(
        "sender list",
        "services/devices/inventory.py",
        lambda path: import_sender_list(CLIENT, path, FACTS),
        SENDERS,
        (b",", b'"', b"\xff\xfe", b"9" * 30),
    ),
    Reader(
        "app certificate",
        "services/certificates/app.py",
        lambda path: read_app_certificate(path, FACTS),
        PEM,
        (b"-----BEGIN CERTIFICATE-----\n", b"0\x82", b"\x30\x80"),
    ),
    Reader(
        "relay certificate",
        "services/certificates/relay.py",
        _relay,
        PEM,
        (b"-----BEGIN PUBLIC KEY-----\n", b"0\x82", b"AAAA"),
    ),
    Reader(
        "vendor file",
        "services/devices/files.py",
        lambda path: lint_device_files([path], path.parent),
        (FOLDER / "devices" / "soti.toml").read_bytes(),
        (b"[[device]]\n", b"id = 1\n", b"[device.ability]\n"),
    ),
    Reader(
        "pasted text",
        "services/pasting.py",
        lambda path: explain(FACTS, read_pasted_file(path)),
        MAIL,
        (b"\xff\xfe", b"\xd0\xcf\x11\xe0", b"--x\n", b"550-", b"\r"),
    ),
)
OUR_OWN = {
    "store/runs.py",
    "store/unreadable.py", "store/journal.py", "services/passed_files.py",
    "services/signing_in/request.py",  # the roots that a cloud file names, by their bytes alone
}  # fmt: skip
"""Files of Sendwright's own folder, and what only hands bytes on."""


def _broken(reader: Reader) -> st.SearchStrategy[bytes]:
    """A good file with parts cut out, doubled and put in."""
    good = reader.good[:6000]
    place = st.integers(0, len(good))
    put_in = st.one_of(st.sampled_from((*reader.pieces, b"")), st.binary(max_size=6))

    def apply(edits: list[tuple[int, int, bytes]]) -> bytes:
        content = good
        for begin, length, piece in edits:
            content = content[:begin] + piece + content[begin + length :]
        return content

    return st.lists(st.tuples(place, st.integers(0, 40), put_in), max_size=4).map(apply)


@pytest.mark.parametrize("reader", PARSERS, ids=lambda reader: reader.name)
def test_any_file_gives_a_value_or_the_readers_own_error(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "file.toml"

    @settings(
        max_examples=1000,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(_broken(reader))
    def check(content: bytes) -> None:
        path.write_bytes(content)
        with suppress(AppError):
            reader.read(path)

    check()


@pytest.mark.parametrize("reader", PARSERS, ids=lambda reader: reader.name)
def test_a_good_file_is_read(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"root")
    path = tmp_path / "file.toml"
    path.write_bytes(reader.good)
    reader.read(path)


def test_every_reader_of_a_foreign_file_is_among_them() -> None:
    reading = set()
    for path in APP.rglob("*.py"):
        calls = (
            node
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call)
        )
        names = {node.func.id for node in calls if isinstance(node.func, ast.Name)}
        if names & {"read_bounded", "read_passed"}:
            reading.add(path.relative_to(APP).as_posix())
    assert reading - OUR_OWN - {"services/pasting.py"} <= {reader.module for reader in PARSERS}
    opened = {
        path.relative_to(APP).as_posix()
        for path in (*(APP / "services").rglob("*.py"), *(APP / "cli").rglob("*.py"))
        if '.open("rb")' in path.read_text("utf-8")
    }
    assert opened <= {"services/pasting.py"}
