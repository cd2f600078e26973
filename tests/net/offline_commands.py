"""What the commands say that ask no server, or that need one situation only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.catalogue import Catalogue
from app.catalogue.message_words import message_languages
from app.cli.main import COMMANDS
from app.domain.path import SendingPath
from tests.domain.certificates.issuing import make_authority, pem, sign
from tests.net.known_texts import BOUNCE, CLIENTS_CSV, DEVICES_CSV, NOT_A_DEVICE_FILE, PASTED
from tests.net.parts import Part, write, write_beside
from tests.net.replacing import Replacer, names_of, replacer_for, start_tenant
from tests.net.shell import call
from tests.net.surroundings import somewhere

_ENDS = datetime(2099, 1, 1, tzinfo=UTC)
_PARTS_OF = {
    "certificate": ("request", "check"),
    "clients": (
        *("list", "show", "add", "set", "rename", "remove", "undo"),
        *("export", "import", "check-all"),
    ),
    "plan": ("save", "open"),
}
_CLIENTS = {
    "device": (
        "--sender",
        "device",
        "--device",
        "ricoh-pro-c9110-class",
        "--relay-ip",
        "203.0.113.10",
    ),
    "server": ("--sender", "server", "--oauth", "yes", "--per-day", "4000"),
}


class Talk:
    """Keeps what commands say, one after the other."""

    def __init__(self, folder: Path, replacer: Replacer | None = None) -> None:
        self.folder = folder
        self._replacer = replacer or Replacer(names=names_of(folder))
        self.parts: list[Part] = []

    def one(self, *words: str) -> str:
        said = call(*words)
        self.parts.append(self._replacer.part(said))
        return said.out.strip()

    def both(self, *words: str) -> None:
        self.one(*words)
        self.one(*words, "--json")

    def file(self, name: str, content: bytes | str) -> str:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def show(self, path: Path) -> None:
        text = self._replacer.replace(path.read_text("utf-8"))
        self.parts.append(Part(f"content of {path.name}", tuple(text.splitlines())))


def record_offline() -> dict[str, str]:
    """A file for each subject."""
    subjects: dict[str, Callable[[Talk], None]] = {
        "help": _help,
        "catalogue": _catalogue,
        "explain": _explain,
        "inventory": _inventory,
        "certificate": _certificate,
        "files": _files,
        "clients": _clients,
        "clouds": _clouds,
        "wrong_usage": _wrong_usage,
    }
    return {f"commands/_{name}.txt": _record(talk) for name, talk in subjects.items()}


def record_by_path() -> dict[str, str]:
    """Steps, settings, message and advice of a client of each path, beside those of the first."""
    base: tuple[Part, ...] = ()
    files = {}
    for path in SendingPath:
        parts = _of_path(path)
        written = write_beside(parts, base, "by_path smtp_auth_oauth") if base else write(parts)
        files[f"commands/_by_path.{path.value}.txt"] = written
        base = base or parts
    return files


def record_demo() -> dict[str, str]:
    with _talk() as talk:
        folder = str(talk.folder / "demo")
        talk.one("demo", "--out", folder)
        talk.one("demo", "--out", folder, "--json")
        talk.both("self-test")
    return {"commands/_demo.txt": write(talk.parts)}


def _record(speak: Callable[[Talk], None]) -> str:
    with _talk() as talk:
        speak(talk)
    return write(talk.parts)


@contextmanager
def _talk() -> Iterator[Talk]:
    with somewhere() as folder:
        yield Talk(folder)


def _help(talk: Talk) -> None:
    talk.one("--version")
    talk.one("--help")
    for name in COMMANDS:
        talk.one(name, "--help")
        for part in _PARTS_OF.get(name, ()):
            talk.one(name, part, "--help")


def _catalogue(talk: Talk) -> None:
    talk.both("targets")
    talk.one("devices")
    for wanted in ("kyocerra", "hp laserjet", "olivetti", "qwertzuiop"):
        talk.one("devices", "--search", wanted)
    talk.both("devices", "--search", "proxmox")
    talk.both("devices", "--lint", talk.file("acme.toml", NOT_A_DEVICE_FILE))
    talk.one("schema")
    talk.one("schema", "--devices")


def _explain(talk: Talk) -> None:
    for text in PASTED:
        talk.both("explain", text)
    talk.both("explain", "--file", talk.file("bounce.eml", BOUNCE))
    talk.one("explain", "--file", str(talk.folder / "none.txt"))


def _inventory(talk: Talk) -> None:
    devices = ("ricoh-pro-c9110-class", "xerox-workcentre-6015-class", "proxmox-ve")
    chosen = [word for device in devices for word in ("--device", device)]
    talk.one("clients", "add", "scan@contoso.com", "--offline")
    talk.both("inventory", "contoso.com")
    talk.one("inventory", "contoso.com", *chosen)
    with start_tenant("all_well") as tenant:
        report = talk.file("SMTPAuthClients.csv", tenant.sender_list)
    talk.both("inventory", "contoso.com", "--import", report)
    talk.both("inventory", "contoso.com", "--leave-out", "fax@contoso.test")
    talk.one("inventory", "contoso.com", "--leave-out", "nobody@contoso.test")
    talk.one("inventory", "contoso.com", "--device", "no-such-device")
    talk.one("inventory", "contoso.com", "--import", talk.file("empty.csv", ""))


def _certificate(talk: Talk) -> None:
    talk.one(
        *("clients", "add", "contoso.com", "--offline", "--path", "relay_certificate"),
        *("--from", "scan@contoso.com"),
    )
    place = talk.folder / "out"
    talk.both("certificate", "request", "contoso.com", "--key-type", "ec", "--out", str(place))
    request = (place / "relay.contoso.com.csr.pem").read_bytes()
    root = make_authority("Root of a lab")
    middle = make_authority("Middle", root)
    leaf = sign(request, middle, ends=_ENDS)
    key = str(place / "relay.contoso.com.key.pem")
    chains = {"chain.pem": pem(leaf, middle.certificate), "leaf.pem": pem(leaf)}
    for name, content in chains.items():
        talk.both("certificate", "check", "contoso.com", talk.file(name, content), "--key", key)
    other = pem(sign(request, root, names=("a.test",), ends=_ENDS))
    talk.one("certificate", "check", "contoso.com", talk.file("other.pem", other), "--key", key)
    talk.one("certificate", "check", "contoso.com", key)


def _files(talk: Talk) -> None:
    """Sheets, exports, the report and the plan, as names of files and as what is said of them."""
    talk.one(
        *("clients", "add", "scan@contoso.com", "--offline", "--path", "smtp_auth_basic"),
        *("--sender", "device", "--device", "ricoh-pro-c9110-class", "--name", "Contoso"),
    )
    out = ("--out", str(talk.folder / "out"))
    table = talk.file("devices.csv", DEVICES_CSV)
    talk.one("sheets", table, "--client", "contoso", *out)
    talk.both("sheets", table, "--client", "contoso", "--language", "de", *out)
    talk.one("export", "contoso", "msmtp", "synology", "sheet", *out)
    talk.both("export", "contoso", "msmtp", "--zip", *out)
    talk.one("export", "contoso", "thunderbird", *out)
    talk.one("export", "contoso", "rico", *out)
    talk.both("report", "contoso", *out)
    plan = Path(talk.one("plan", "save", "contoso", *out))
    talk.show(plan)
    talk.one("plan", "open", str(plan), "--offline")
    talk.one("clients", "remove", "contoso")
    talk.one("clients", "remove", "contoso", "--yes")
    talk.one("clients", "list", "--removed")
    talk.one("plan", "open", str(plan), "--offline")
    talk.both("clients", "show", "contoso")
    talk.one("plan", "open", talk.file("broken.sendwright", "schema = 99\n"), "--offline")


def _clients(talk: Talk) -> None:
    """What happens to clients of this computer, told as one story."""
    talk.one("clients", "undo")
    talk.one("clients", "add", "scan@contoso.com", "--offline", "--name", "Contoso")
    talk.both("clients", "set", "contoso", "--path", "relay_ip", "--relay-ip", "203.0.113.10")
    talk.one("clients", "show", "contoso")
    talk.one("clients", "set", "contoso", "--clear", "colour")
    talk.one("clients", "set", "contoso", "--device", "kyocera-taskalfa")
    talk.one("clients", "set", "contoso", "--relay-ip", "10.0.0.1")
    talk.both("clients", "undo", "contoso")
    talk.both("clients", "rename", "contoso", "Contoso, head office")
    talk.one("clients", "show", "contso")
    talk.one("clients", "add", "shop@contoso.com", "--offline")
    table = talk.file("clients.csv", CLIENTS_CSV)
    talk.both("clients", "import", table, "--offline")
    plans = talk.folder / "plans"
    talk.both("clients", "export", "--out", str(plans))
    talk.one("clients", "undo")
    talk.one("clients", "import", str(plans / "fabrikam.sendwright"), "--offline")
    talk.one("clients", "remove", "contoso", "--yes")
    talk.one("clients", "undo")


def _clouds(talk: Talk) -> None:
    """What to enter in each of Microsoft's clouds; here their hosts and ports are told."""
    for path in ("smtp_auth_oauth", "high_volume", "relay_ip"):
        words = ("--offline", "--path", path, "--name", path, "--another")
        talk.one("clients", "add", "scan@contoso.com", *words)
    for cloud in Catalogue().clouds:
        talk.both("settings", "smtp_auth_oauth", "--cloud", cloud)
        talk.one("settings", "high_volume", "--cloud", cloud)
        talk.one("settings", "relay_ip", "--cloud", cloud)


def _wrong_usage(talk: Talk) -> None:
    for words in (
        ("no-such-command",), ("check",), ("token",), ("export", "x"), ("check", ""),
        ("check", "contoso"), ("check", "printer.local"), ("check", "192.0.2.7"),
        ("check", "con toso.com"), ("settings", "nobody"),
        ("demo", "--out", str(talk.folder / "x"), "--scenario", "x"),
        ("check", "contoso.test", "--cloud", "nowhere.toml"),
        ("check", "contoso.test", "--resolver", "dns.contoso.test"),
        ("spf", "no-address", "a@contoso.test", "contoso.test"),
    ):  # fmt: skip
        talk.one(*words)
    talk.one("check", "contoso", "--json")


def _of_path(path: SendingPath) -> tuple[Part, ...]:
    kind = _CLIENTS["server" if path is SendingPath.SMTP_AUTH_OAUTH else "device"]
    step = next(iter(Catalogue().admin_steps)).id
    with (
        somewhere() as folder,
        start_tenant("all_well") as tenant,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("SENDWRIGHT_CLOUD", str(tenant.cloud_file))
        talk = Talk(folder, replacer_for(tenant, folder))
        talk.one("clients", "add", tenant.user, "--path", path.value, *kind, "--name", "Office")
        talk.both("steps", "office")
        talk.both("settings", "office")
        talk.one("advise", tenant.domain, *kind)
        for language in message_languages():
            talk.one("message", "office", "--language", language)
        talk.one("steps", "office", "--done", step)
    return tuple(talk.parts)
