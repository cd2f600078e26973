"""Both Windows installers, built by the real tools of a small bundle."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from common.icons import make_icons

_WINDOWS = Path(__file__).parents[2] / "packaging" / "windows"
_ICON = Path(__file__).parents[2] / "resources" / "icons" / "sendwright.svg"
_TOOLS = ("makensis", "wixl", "msiinfo", "faketime")

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not all(map(shutil.which, _TOOLS)),
    reason="the installers for Windows are made on Debian",
)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build as PyInstaller leaves it, with files that are as small as can be."""
    build = tmp_path_factory.mktemp("build of two words")
    inner = build / "sendwright" / "_internal" / "a folder"
    inner.mkdir(parents=True)
    for name in ("sendwright.exe", "sendwright-gui.exe"):
        (build / "sendwright" / name).write_bytes(b"MZ" + name.encode())
    (inner / "müsli & more.txt").write_text("x", "utf-8")
    assets = build / "assets"
    assets.mkdir()
    (assets / "THIRD-PARTY.txt").write_text("parts", "utf-8")
    make_icons(_ICON, assets)
    return build


def _build(kind: str, build: Path, out: Path, version: str, commit_time: str) -> bytes:
    made = subprocess.run(
        [_WINDOWS / f"build_{kind}", build, out, version],
        env={**os.environ, "SOURCE_DATE_EPOCH": commit_time, "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return Path(made.stdout.splitlines()[-1]).read_bytes()


def _table(msi: Path, name: str) -> list[list[str]]:
    read = subprocess.run(["msiinfo", "export", msi, name], capture_output=True, check=True)
    return [line.split("\t") for line in read.stdout.decode().split("\r\n")[3:] if line]


@pytest.mark.parametrize("kind", ["setup", "msi"])
def test_the_same_bundle_gives_the_same_installer(kind: str, bundle: Path, tmp_path: Path) -> None:
    again = tmp_path / "elsewhere"
    shutil.copytree(bundle, again)
    first = _build(kind, bundle, tmp_path / "first", "1.2.3", "1790000000")
    assert _build(kind, again, tmp_path / "second", "1.2.3", "1790000000") == first
    (again / "sendwright" / "sendwright.exe").write_bytes(b"MZ another")
    assert _build(kind, again, tmp_path / "third", "1.2.3", "1790000000") != first


def test_an_msi_replaces_older_versions_and_keeps_the_names_of_its_parts(
    bundle: Path, tmp_path: Path
) -> None:
    codes = {}
    for version in ("1.2.3", "1.3.0"):
        _build("msi", bundle, tmp_path, version, "1790000000")
        msi = tmp_path / f"sendwright-{version}.msi"
        properties = {row[0]: row[1] for row in _table(msi, "Property")}
        assert properties["ProductVersion"] == version
        parts = sorted((row[0], row[1]) for row in _table(msi, "Component"))
        codes[version] = (properties["UpgradeCode"], parts, properties["ProductCode"])
    (upgrade, parts, product), (newer_upgrade, newer_parts, newer_product) = codes.values()
    assert (upgrade, parts) == (newer_upgrade, newer_parts)
    assert product != newer_product
    assert len({guid for _, guid in parts}) == len(parts) == 5


def test_an_msi_holds_every_file_and_a_way_to_start(bundle: Path, tmp_path: Path) -> None:
    _build("msi", bundle, tmp_path, "1.2.3", "1790000000")
    msi = tmp_path / "sendwright-1.2.3.msi"
    names = {row[2].rpartition("|")[2] for row in _table(msi, "File")}
    assert names == {"sendwright.exe", "sendwright-gui.exe", "müsli & more.txt"}
    (shortcut,) = _table(msi, "Shortcut")
    assert "[INSTALLDIR]sendwright-gui.exe" in shortcut
