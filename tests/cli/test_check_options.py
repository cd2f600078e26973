"""What `check` and its kin take and show: another resolver, times, transcripts, many clients."""

from __future__ import annotations

import codecs
import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.cli.main import run
from app.cli.resolving import parse_resolver
from app.domain.errors import InputError
from app.practice import PracticeTenant
from app.store.folders import Folders

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sendwright(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        code = run(words, open_wizard=lambda: 7)
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


@pytest.fixture
def tenant() -> Iterator[PracticeTenant]:
    with PracticeTenant() as running:
        yield running


@pytest.fixture
def cloud_with_a_dead_resolver(tenant: PracticeTenant, tmp_path: Path, closed_udp: int) -> Path:
    text = tenant.cloud_file.read_text("utf-8")
    path = tenant.cloud_file.with_name("dead.toml")
    path.write_text(text.replace(f"port = {tenant.cloud.dns.port}", f"port = {closed_udp}"))
    return path


@pytest.fixture
def closed_udp() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("192.0.2.53", ("192.0.2.53", 53)),
        (" 192.0.2.53:5353 ", ("192.0.2.53", 5353)),
        ("2001:db8::53", ("2001:db8::53", 53)),
        ("[2001:DB8::53]", ("2001:db8::53", 53)),
        ("[2001:db8::53]:5353", ("2001:db8::53", 5353)),
    ],
)
def test_resolver_is_read(text: str, server: tuple[str, int]) -> None:
    assert parse_resolver(text) == server


@pytest.mark.parametrize(
    "text",
    [
        "dns.example",
        "192.0.2.53:0",
        "192.0.2.53:65536",
        "192.0.2.53:x",
        "[::1]x",
        "1.2.3",
        "::1]:5x",
    ],
)
def test_resolver_that_cannot_be_asked_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_resolver(text)


def test_chosen_resolver_wins_over_the_clouds(
    sendwright: Run, tenant: PracticeTenant, cloud_with_a_dead_resolver: Path
) -> None:
    words = ("check", "contoso.test", "--cloud", str(cloud_with_a_dead_resolver), "--json")
    _, dead, _ = sendwright(*words)
    assert any(one["state"] == "untold" for one in json.loads(dead)["findings"])
    server = f"127.0.0.1:{tenant.cloud.dns.port}"
    _, alive, _ = sendwright(*words, "--resolver", server)
    assert "dns.mx.microsoft" in {one["code"] for one in json.loads(alive)["findings"]}


def test_text_shows_times_and_json_has_them(sendwright: Run, tenant: PracticeTenant) -> None:
    words = ("check", "contoso.test", "--cloud", str(tenant.cloud_file))
    _, text, progress = sendwright(*words)
    assert " ms  smtp.tls\n" in text
    assert "Time: " in text
    assert "Transcript" not in text
    assert " ms)" in progress
    checks = json.loads(sendwright(*words, "--json")[1])["result"]["checks"]
    assert all(check["elapsed_s"] >= 0 for check in checks)
    assert any(check["transcript"] for check in checks)


def test_transcript_shows_both_sides(sendwright: Run, tenant: PracticeTenant) -> None:
    words = ("check", "contoso.test", "--cloud", str(tenant.cloud_file), "--transcript")
    _, text, _ = sendwright(*words)
    assert "Transcript of smtp.starttls" in text
    assert " > STARTTLS\n" in text
    assert " < 220 " in text


def test_transcript_leaves_the_password_out(
    sendwright: Run, tenant: PracticeTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud = ("--cloud", str(tenant.cloud_file))
    password = tenant.password(tenant.user).reveal()
    monkeypatch.setenv("SENDWRIGHT_PASSWORD", password)
    _, name, _ = sendwright("clients", "add", tenant.user, "--path", "smtp_auth_basic", *cloud)
    sent = ("send-test", name.strip(), "--to", tenant.user, *cloud)
    for words in ((*sent, "--transcript"), (*sent, "--json")):
        code, out, err = sendwright(*words)
        assert code == 0
        assert "AUTH LOGIN" in out
        assert password not in out + err
        assert codecs.encode(password.encode(), "base64").decode().strip() not in out + err


def test_check_all_goes_on_after_a_client_that_fails(
    sendwright: Run, tenant: PracticeTenant
) -> None:
    cloud = ("--cloud", str(tenant.cloud_file))
    names = []
    for domain in ("contoso.test", "gone.test"):
        _, out, _ = sendwright("clients", "add", domain, "--offline", *cloud)
        names.append(out.strip())
    broken = sendwright("clients", "add", "fabrikam.test", "--offline", *cloud)[1].strip()
    spoil_cloud(broken)
    code, out, err = sendwright("clients", "check-all", "--json")
    items = {item["id"]: item for item in json.loads(out)["result"]["items"]}
    assert set(items) == {*names, broken}
    assert items[broken]["exit_code"] == 1
    assert items[names[0]]["open"] != items[names[1]]["open"]
    assert code == 1
    assert all(name in err for name in items)


def test_check_all_resumes_with_those_that_are_missing(
    sendwright: Run, tenant: PracticeTenant
) -> None:
    cloud = ("--cloud", str(tenant.cloud_file))
    first = sendwright("clients", "add", "contoso.test", "--offline", *cloud)[1].strip()
    sendwright("clients", "check-all", *cloud)
    second = sendwright("clients", "add", "gone.test", "--offline", *cloud)[1].strip()
    _, out, _ = sendwright("clients", "check-all", "--resume", "--json", *cloud)
    assert [item["id"] for item in json.loads(out)["result"]["items"]] == [second]
    assert first != second


def spoil_cloud(client_id: str) -> None:
    """Let a client name a cloud file that is not there any more."""
    path = next((Folders.of_user().data / "clients").glob(f"{client_id}*"))
    text = path.read_text("utf-8")
    lines = [
        'cloud_file = "/nowhere/gone.toml"' if line.startswith("cloud_file") else line
        for line in text.splitlines()
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def test_outlook_file_is_refused_with_the_way_out(sendwright: Run, tmp_path: Path) -> None:
    path = tmp_path / "bounce.msg"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    code, _, err = sendwright("explain", "--file", str(path))
    assert code == 2
    assert ".eml" in err


def test_utf16_file_of_windows_is_read(sendwright: Run, tmp_path: Path) -> None:
    path = tmp_path / "reply.txt"
    path.write_text(
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "utf-16"
    )
    code, out, _ = sendwright("explain", "--file", str(path), "--json")
    assert code == 0
    assert json.loads(out)["findings"][0]["code"] == "smtp.send_as.denied"


def test_explain_names_what_support_asks_for(sendwright: Run) -> None:
    reply = (
        "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect."
        " [AM6PR0202CA0042.eurprd02.prod.outlook.com 2026-11-23T09:00:00.000Z 08DE2A3B4C5D6E7F]"
    )
    code, out, _ = sendwright("explain", reply)
    assert code == 0
    assert "server AM6PR0202CA0042.eurprd02.prod.outlook.com" in out
    assert "id 08DE2A3B4C5D6E7F" in out


def test_explain_says_where_a_reading_is_general(sendwright: Run) -> None:
    code, out, _ = sendwright("explain", "550 5.7.977 ganz neue Worte")
    assert code == 3
    assert "a general one" in out


def test_next_run_says_what_changed(
    sendwright: Run, tenant: PracticeTenant, cloud_with_a_dead_resolver: Path
) -> None:
    words = ("--cloud", str(tenant.cloud_file))
    sendwright("clients", "add", "contoso.test", "--offline", *words)
    assert "last good run" not in sendwright("check", "contoso.test", *words)[2]
    assert "Nothing changed since" in sendwright("check", "contoso.test", *words)[2]
    spoiled = sendwright("check", "contoso.test", "--cloud", str(cloud_with_a_dead_resolver))[2]
    assert "  new   " in spoiled
    changes = json.loads(sendwright("check", "contoso.test", "--json", *words)[1])["result"]
    assert changes["changes"]["since"]


def test_chosen_resolver_finds_out_about_a_client(
    sendwright: Run, tenant: PracticeTenant, cloud_with_a_dead_resolver: Path
) -> None:
    server = f"127.0.0.1:{tenant.cloud.dns.port}"
    cloud = ("--cloud", str(cloud_with_a_dead_resolver))
    name = sendwright("clients", "add", "contoso.test", "--resolver", server, *cloud)[1].strip()
    shown = json.loads(sendwright("clients", "show", name, "--json")[1])["result"]
    assert shown["detection"]["microsoft_mx"]
