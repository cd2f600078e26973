"""What a Linux desktop reads of an installed program passes the desktops' own validators."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from app import __version__
from app.domain.organisation.plan_file import PLAN_MEDIA_TYPE, PLAN_SUFFIX

_LINUX = Path(__file__).parents[2] / "packaging" / "linux"


def _run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="needs desktop-file-utils")
def test_desktop_file_is_valid() -> None:
    seen = _run("desktop-file-validate", _LINUX / "sendwright.desktop")
    assert (seen.returncode, seen.stdout) == (0, "")


@pytest.mark.skipif(not shutil.which("appstreamcli"), reason="needs appstream")
def test_software_centre_can_show_the_program(tmp_path: Path) -> None:
    filled = (_LINUX / "sendwright.metainfo.xml.in").read_text("utf-8")
    filled = filled.replace("@VERSION@", __version__).replace("@DATE@", "2026-11-25")
    file = tmp_path / "app.sendwright.Sendwright.metainfo.xml"
    file.write_text(filled, "utf-8")
    seen = _run("appstreamcli", "validate", "--no-net", file)
    assert seen.returncode == 0, seen.stdout


@pytest.mark.skipif(not shutil.which("update-mime-database"), reason="needs shared-mime-info")
def test_file_manager_knows_a_plan_by_its_name(tmp_path: Path) -> None:
    packages = tmp_path / "mime" / "packages"
    packages.mkdir(parents=True)
    shutil.copy(_LINUX / "sendwright.xml", packages)
    assert _run("update-mime-database", tmp_path / "mime").returncode == 0
    globs = (tmp_path / "mime" / "globs2").read_text("utf-8")
    assert f":{PLAN_MEDIA_TYPE}:*{PLAN_SUFFIX}" in globs
