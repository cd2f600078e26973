"""The tasks that keep a sign-in alive: read by their own systems' readers, never with a token."""

from __future__ import annotations

import plistlib
import shlex
import shutil
import subprocess
from configparser import RawConfigParser
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Parser

from app.catalogue import Catalogue
from app.render.quoting import QuotingError
from app.render.targets import render_notes, render_target

if TYPE_CHECKING:
    from pathlib import Path

    from app.render.context import ExportContext

TARGETS = {name: one for name, one in Catalogue().targets.items() if name.startswith("renewal-")}
RENEWAL = ["sendwright", "token", "contoso", "--renew"]


def files_of(name: str, context: ExportContext) -> dict[str, str]:
    files = render_target(TARGETS[name], context)
    return {file.path.partition("/")[2]: file.content.decode() for file in files}


def test_there_is_one_for_each_system() -> None:
    assert set(TARGETS) == {"renewal-systemd", "renewal-windows-task", "renewal-launchd"}


def test_systemd_runs_the_renewal_every_week(context: ExportContext) -> None:
    files = files_of("renewal-systemd", context)
    service, timer = RawConfigParser(), RawConfigParser()
    service.read_string(files["sendwright-renew-contoso.service"])
    timer.read_string(files["sendwright-renew-contoso.timer"])
    assert shlex.split(service["Service"]["ExecStart"]) == ["/usr/bin/env", *RENEWAL]
    assert timer["Timer"]["OnCalendar"] == "weekly"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_no_fault(context: ExportContext, tmp_path: Path) -> None:
    units = [
        tmp_path / name for name in files_of("renewal-systemd", context) if name != "README.txt"
    ]
    for unit in units:
        unit.write_text(files_of("renewal-systemd", context)[unit.name])
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", *units],
        env={"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert not [line for line in done.stderr.splitlines() if "sendwright-renew" in line]
    assert done.returncode == 0, done.stderr


def test_launchd_runs_the_renewal_every_week(context: ExportContext) -> None:
    text = files_of("renewal-launchd", context)["sendwright-renew-contoso.plist"]
    job = plistlib.loads(text.encode())
    assert job["Label"] == "sendwright-renew-contoso"
    shell = job["ProgramArguments"]
    assert shell[:-1] == ["/bin/zsh", "-l", "-c"]
    assert shlex.split(shell[-1]) == ["exec", *RENEWAL]
    assert job["StartCalendarInterval"]["Weekday"] == 1


def test_the_scheduled_task_is_powershell(context: ExportContext) -> None:
    script = files_of("renewal-windows-task", context)["renewal.ps1"]
    parser = Parser(Language(tree_sitter_powershell.language()))
    assert not parser.parse(script.encode()).root_node.has_error
    for word in RENEWAL:
        assert f"'{word}'" in script


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_no_task_prints_a_token(name: str, context: ExportContext) -> None:
    text = "\n".join(files_of(name, context).values())
    assert "--renew" in text
    assert "{" not in "".join(render_notes(TARGETS[name], context).verify)


@pytest.mark.parametrize("name", sorted(TARGETS))
@pytest.mark.parametrize("client_id", ["a b", "x\nExecStart=/bin/sh", "%h", "$(id)", "'; id; '"])
def test_an_id_that_means_something_there_is_refused_or_quoted(
    name: str, client_id: str, context: ExportContext
) -> None:
    settings = replace(context.settings, token_command=("sendwright", "token", client_id))
    hostile = replace(context, client_id=client_id, settings=settings)
    try:
        files = files_of(name, hostile)
    except QuotingError:
        return
    assert name != "renewal-systemd"
    if name == "renewal-launchd":
        (text,) = [text for path, text in files.items() if path.endswith(".plist")]
        command = plistlib.loads(text.encode())["ProgramArguments"][-1]
        assert shlex.split(command) == ["exec", "sendwright", "token", client_id, "--renew"]
    else:
        doubled = client_id.replace("'", "''")
        assert f"'{doubled}'" in files["renewal.ps1"]
