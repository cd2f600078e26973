"""Every cloud: hosts that are names, ports in range, and nothing of another cloud in it."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import pytest

from app.catalogue import Catalogue, Cloud, load_cloud
from app.domain.address import DomainName
from app.domain.errors import InputError
from tests.wording import in_words

CLOUDS = Catalogue().clouds
EACH = pytest.mark.parametrize("cloud", CLOUDS.values(), ids=lambda cloud: cloud.id)
GOOD = """
id = "lab"
name = "Lab"
[smtp]
host = "localhost"
port = 2587
[identity]
authority = "https://localhost:8443"
scope = "https://outlook.office.com/SMTP.Send"
"""


def test_the_four_clouds_of_microsoft_are_there() -> None:
    assert set(CLOUDS) >= {"worldwide", "gcc_high", "dod", "china"}


@EACH
def test_cloud_hosts_are_domain_names(cloud: Cloud) -> None:
    hosts = (
        cloud.smtp.host,
        *cloud.smtp.alternatives,
        cloud.smtp.legacy_host,
        cloud.dns.spf_include,
        cloud.dns.autodiscover,
        cloud.mailbox.imap_host,
        cloud.mailbox.pop_host,
        *(suffix.lstrip(".") for suffix in (*cloud.relay.mx_suffixes, *cloud.dns.dkim_suffixes)),
    )
    for host in filter(None, hosts):
        assert DomainName.parse(host).ascii == host


@EACH
def test_cloud_is_complete(cloud: Cloud) -> None:
    needed = {
        "smtp.host": cloud.smtp.host,
        "relay.mx_suffixes": cloud.relay.mx_suffixes,
        "dns.spf_include": cloud.dns.spf_include,
        "dns.dkim_suffixes": cloud.dns.dkim_suffixes,
        "mailbox.imap_host": cloud.mailbox.imap_host,
        "graph": cloud.graph.startswith("https://"),
        "identity.tenant_regions": cloud.identity.tenant_regions,
        "identity.exchange_environment": cloud.identity.exchange_environment,
        "identity.graph_environment": cloud.identity.graph_environment,
    }
    assert not [name for name, value in needed.items() if not value]


@EACH
def test_cloud_addresses_are_https(cloud: Cloud) -> None:
    identity = cloud.identity
    for address in (identity.authority, identity.scope, identity.portal, identity.admin_center):
        assert address.startswith("https://"), address
        assert not address.endswith("/")
    assert identity.scope.endswith("/SMTP.Send")
    assert identity.app_scope.endswith("/.default")


@EACH
def test_cloud_ports_are_in_range(cloud: Cloud) -> None:
    ports = (
        cloud.smtp.port,
        cloud.relay.port,
        cloud.dns.port,
        cloud.mailbox.imap_port,
        cloud.mailbox.pop_port,
    )
    assert all(0 < port < 65536 for port in ports)
    assert cloud.smtp.port != 465


@EACH
def test_cloud_suffixes_begin_with_a_dot(cloud: Cloud) -> None:
    for suffix in (*cloud.relay.mx_suffixes, *cloud.dns.dkim_suffixes):
        assert suffix.startswith(".")


@EACH
def test_cloud_names_sources_and_doubts(cloud: Cloud) -> None:
    assert cloud.sources
    assert cloud.checked is not None
    assert cloud.checked <= date.today()
    assert not cloud.is_private
    assert cloud.confidence == "confirmed" or cloud.doubts


@EACH
def test_cloud_brings_no_resolver_and_no_root_of_its_own(cloud: Cloud) -> None:
    assert not cloud.dns.resolver
    assert not cloud.trust.ca_file


def test_clouds_do_not_share_a_submission_host() -> None:
    hosts = [cloud.smtp.host for cloud in CLOUDS.values()]
    assert len(set(hosts)) == len(hosts)


def write(folder: Path, text: str) -> Path:
    path = folder / "cloud.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_load_cloud_marks_it_as_private(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("x")
    cloud = load_cloud(write(tmp_path, GOOD + '[trust]\nca_file = "ca.pem"\n'))
    assert cloud.is_private
    assert cloud.trust.ca_file == str((tmp_path / "ca.pem").resolve())


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (GOOD.replace("https://localhost", "http://localhost"), "https://"),
        (GOOD.replace("2587", "70000"), "port"),
        (GOOD.replace("2587", "0"), "port"),
        (GOOD.replace("2587", '"2587"'), "$.smtp.port"),
        (GOOD.replace(":8443", ":99999"), "authority"),
        (GOOD.replace("localhost:8443", "[::1"), "authority"),
        (GOOD.replace("https://localhost:8443", "https://"), "authority"),
        (GOOD.replace("localhost:8443", "me:secret@localhost"), "authority"),
        (GOOD + 'consent_link = "{nope}"\n', "consent_link"),
        (GOOD + 'consent_link = "file:///etc/passwd"\n', "consent_link"),
        (GOOD + 'consent_link = "https://x/{client_id.__class__}"\n', "consent_link"),
        (GOOD + 'consent_link = "https://x/{tenant"\n', "consent_link"),
        ("schema = 99\n" + GOOD, "schema 99"),
        ('colour = "red"\n' + GOOD, "colour"),
        (GOOD.replace("host =", "hots ="), "$.smtp"),
        (GOOD + '[trust]\nca_file = "gone.pem"\n', "gone.pem"),
        (GOOD.replace('id = "lab"\n', ""), "id"),
        ("[smtp", "cloud.toml"),
        ("", "cloud.toml"),
        ("\x00", "cloud.toml"),
    ],
)
def test_load_cloud_refuses_what_cannot_be_used_and_names_it(
    tmp_path: Path, text: str, word: str
) -> None:
    with pytest.raises(InputError) as caught:
        load_cloud(write(tmp_path, text))
    said = in_words(caught.value)
    assert word in said.cause
    assert said.fix


def test_load_cloud_reads_no_more_than_a_cloud_has(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_cloud(write(tmp_path, GOOD + "#" * 300_000))
    assert caught.value.code == "input.cloud.unreadable"
    (tmp_path / "ca.pem").write_bytes(b"x" * 2_000_000)
    with pytest.raises(InputError) as caught:
        load_cloud(write(tmp_path, GOOD + '[trust]\nca_file = "ca.pem"\n'))
    assert caught.value.code == "input.cloud.ca_file_missing"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")
def test_a_cloud_that_never_ends_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(InputError) as caught:
            load_cloud(path)
        assert caught.value.code == "input.cloud.unreadable"


def test_load_cloud_refuses_bytes_that_are_not_text(tmp_path: Path) -> None:
    path = tmp_path / "cloud.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError):
        load_cloud(path)


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_load_cloud_says_when_a_file_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        load_cloud(tmp_path / name)
    assert caught.value.code == "input.cloud.unreadable"
