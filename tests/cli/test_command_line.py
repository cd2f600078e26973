"""The command line as its callers see it: words in, exit code, stdout and stderr out."""

import importlib
import json
import pkgutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app import __version__
from app.cli import commands
from app.cli.main import COMMANDS, run
from app.resources import CATALOGUE
from app.services.file_schemas import FileKind
from app.services.result import Result

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sendwright(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        code = run(words, open_wizard=lambda: 7)
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


def test_version_is_the_packages(sendwright: Run) -> None:
    assert sendwright("--version") == (0, f"sendwright {__version__}\n", "")


def test_without_a_command_the_wizard_opens(sendwright: Run) -> None:
    assert sendwright()[0] == 7


def test_help_names_every_command(sendwright: Run) -> None:
    code, out, _ = sendwright("--help")
    assert code == 0
    assert all(command in out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_of_its_own(sendwright: Run, command: str) -> None:
    code, out, _ = sendwright(command, "--help")
    assert code == 0
    assert out.startswith(f"Usage: sendwright {command}")


@pytest.mark.parametrize("words", [("no-such-command",), ("check",), ("token",), ("export", "x")])
def test_wrong_usage_exits_2_with_a_sentence(sendwright: Run, words: tuple[str, ...]) -> None:
    code, out, err = sendwright(*words)
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    assert "Usage" in err


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "input.domain.empty"),
        ("   ", "input.domain.empty"),
        ("printer.local", "input.domain.internal"),
        ("a" * 260 + ".com", "input.domain.too_long"),
        ("con toso.com", "input.domain.several"),
        ("contoso", "input.domain.one_label"),
        ("192.0.2.7", "input.domain.is_address"),
    ],
)
def test_a_domain_that_cannot_be_used_is_refused_with_its_reason(
    sendwright: Run, typed: str, code: str
) -> None:
    exit_code, out, err = sendwright("check", typed, "--json")
    assert exit_code == 2
    assert json.loads(out)["findings"][0]["code"] == code
    assert json.loads(out)["findings"][0]["fix"]
    assert "Traceback" not in err


def test_an_unknown_client_is_said_with_the_way_to_add_one(sendwright: Run) -> None:
    code, _, err = sendwright("token", "nobody")
    assert code == 2
    assert "sendwright clients add" in err


@pytest.mark.parametrize("content", [None, "schema = [", 'id = "x"', "schema = 99"])
def test_a_cloud_file_that_cannot_be_used_names_itself(
    sendwright: Run, tmp_path_factory: pytest.TempPathFactory, content: str | None
) -> None:
    path = tmp_path_factory.mktemp("cloud") / "lab.toml"
    if content is not None:
        path.write_text(content)
    code, _, err = sendwright("check", "contoso.test", "--cloud", str(path))
    assert code == 2
    assert "cloud file" in err


def test_schema_describes_every_result(sendwright: Run) -> None:
    code, out, _ = sendwright("schema")
    assert code == 0
    assert json.loads(out)["$ref"].endswith("Result")


@pytest.mark.parametrize("kind", FileKind)
def test_schema_of_a_kind_of_file_is_for_editors(sendwright: Run, kind: FileKind) -> None:
    code, out, _ = sendwright("schema", f"--{kind}")
    assert code == 0
    assert json.loads(out) == json.loads(kind.schema_file.read_text("utf-8"))


def test_schema_of_two_kinds_at_once_is_wrong_usage(sendwright: Run) -> None:
    code, out, err = sendwright("schema", "--targets", "--clouds")
    assert (code, out) == (2, "")
    assert "one kind" in err


def test_device_without_known_labels_is_marked_in_the_list(sendwright: Run) -> None:
    code, out, _ = sendwright("devices", "--search", "olivetti")
    assert code == 0
    assert out.splitlines()[0].endswith("(labels not known)")
    assert "labels not known" not in sendwright("devices", "--search", "proxmox")[1]


def test_search_that_finds_nothing_names_the_sheet_for_any_device(sendwright: Run) -> None:
    code, out, err = sendwright("devices", "--search", "qwertzuiop")
    assert (code, out) == (1, "")
    assert "generic-smtp-device" in err


def test_linter_names_file_place_and_way_out(sendwright: Run, tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    path.write_text('[[device]]\nid = "acme-laser"\nkind = "mpf"\n', "utf-8")
    code, out, _ = sendwright("devices", "--lint", str(path))
    assert code == 1
    assert f"{path}: device[0].kind: “mpf”" in out
    assert "Did you mean “mfp”?" in out
    code, out, _ = sendwright("devices", "--lint", str(path), "--json")
    (file,) = json.loads(out)["result"]["files"]
    assert code == 1
    assert file["faults"][0]["where"].startswith("device[0]")


def test_linter_has_nothing_to_say_about_a_good_file(sendwright: Run) -> None:
    path = CATALOGUE / "devices" / "kyocera.toml"
    code, out, _ = sendwright("devices", "--lint", str(path))
    assert (code, out) == (0, f"{path}: nothing to put right.\n")


@pytest.mark.parametrize("words", [("targets",), ("devices",), ("clients", "list")])
def test_results_keep_to_the_one_shape(sendwright: Run, words: tuple[str, ...]) -> None:
    code, out, _ = sendwright(*words, "--json")
    assert code == 0
    result = msgspec.json.decode(out, type=Result)
    assert result.schema.startswith("sendwright.")
    assert result.schema.endswith("/2" if words == ("devices",) else "/1")
    for item in result.result["items"]:
        assert item["id"]
        assert item["name"]


def test_device_has_one_word_on_oauth_and_its_claims(sendwright: Run) -> None:
    _, out, _ = sendwright("devices", "--json")
    answer = json.loads(out)
    assert answer["schema"] == "sendwright.devices/2"
    items = {item["id"]: item for item in answer["result"]["items"]}
    assert {item["oauth"] for item in items.values()} == {"yes", "partly", "no", "unknown"}
    assert all(item["oauth_ability"] == item["oauth"] for item in items.values())
    lexmark = items["lexmark-fw24"]
    assert lexmark["oauth"] == "yes"
    assert lexmark["oauth_words"].startswith("Yes: ")
    (claim,) = lexmark["ability"]["oauth"]
    assert claim["value"] == "yes"
    assert claim["told_by"]
    assert claim["source"] in lexmark["sources"]


def test_a_client_is_added_listed_shown_and_removed(sendwright: Run) -> None:
    code, out, _ = sendwright("clients", "add", "printer@contoso.com", "--offline")
    assert code == 0
    name = out.strip()
    assert name in sendwright("clients", "list")[1]
    shown = json.loads(sendwright("clients", "show", "contoso.com", "--json")[1])["result"]
    assert shown["sender"]["from_address"] == "printer@contoso.com"
    assert sendwright("clients", "remove", name, "--yes")[0] == 3  # there is no keyring to ask
    assert sendwright("clients", "show", name)[0] == 2


def test_version_imports_neither_qt_nor_msal_nor_dns() -> None:
    code = (
        "import sys; from app.cli.main import run; run(['--version'], open_wizard=lambda: 1);"
        "heavy = {'PySide6', 'msal', 'dns', 'keyring', 'typst', 'jinja2', 'requests'};"
        "sys.exit(', '.join(sorted(heavy & sys.modules.keys())) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_command_that_is_written_can_be_called() -> None:
    written = {
        name
        for _, name, _ in pkgutil.iter_modules([str(Path(commands.__file__).parent)])
        if hasattr(importlib.import_module(f"app.cli.commands.{name}"), "command")
    }
    assert written == {name.replace("-", "_") for name in COMMANDS}
