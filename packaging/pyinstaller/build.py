"""Builds the bundle of this system: icons, licences, PyInstaller, then a look at what is in it.

    python packaging/pyinstaller/build.py --out FOLDER

Run it with a Python that has the project's dependencies and the group `packaging`, nothing else:
    uv sync --frozen --no-dev --group packaging --no-install-project
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from common.icons import make_icons
from common.licences import all_parts, bill_of_materials, write_licences
from common.sums import write_sums
from pyinstaller.check import places_of_this_machine, problems_of
from windows.version import version_resource

from app import __version__

CHECKOUT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Build and check; returns 1 where the bundle holds what it must not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="a folder outside the checkout")
    parser.add_argument("--all-libraries", action="store_true", help="Linux without packages")
    words = parser.parse_args()
    out: Path = words.out.resolve()
    assets = out / "assets"
    shutil.rmtree(out, ignore_errors=True)
    _make_assets(assets)
    _freeze(out, assets, all_libraries=words.all_libraries)
    return _check(out / "sendwright")


def commit_time() -> int:
    """Return the time that stands in everything built: that of the commit."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    asked = subprocess.run(
        ["git", "-C", str(CHECKOUT), "log", "-1", "--format=%ct"],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(asked.stdout)


def _make_assets(assets: Path) -> None:
    parts = all_parts()
    write_licences(assets, parts)
    made = datetime.fromtimestamp(commit_time(), UTC)
    system = f"{platform.system()} {platform.machine()}".lower()
    (assets / "sendwright.cdx.json").write_bytes(bill_of_materials(parts, made=made, system=system))
    write_sums(CHECKOUT / "resources", assets / "SHA256SUMS")
    make_icons(CHECKOUT / "resources" / "icons" / "sendwright.svg", assets)
    (assets / "version.txt").write_text(version_resource(__version__), "utf-8")


def _freeze(out: Path, assets: Path, *, all_libraries: bool) -> None:
    environment = {
        **os.environ,
        "SENDWRIGHT_ASSETS": str(assets),
        "SENDWRIGHT_ALL_LIBRARIES": "1" if all_libraries else "",
        "SOURCE_DATE_EPOCH": str(commit_time()),
        # Modules lie in their archive as they are: installers compress them, and no start unpacks.
        "PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0",
        "PYTHONHASHSEED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN"),
            *("--distpath", str(out), "--workpath", str(out / "work")),
            str(Path(__file__).with_name("sendwright.spec")),
        ],
        env=environment,
        check=True,
    )


def _check(bundle: Path) -> int:
    problems = problems_of(bundle, build_places=(*places_of_this_machine(), bundle.parent))
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    files = [file for file in bundle.rglob("*") if file.is_file() and not file.is_symlink()]
    size = sum(file.stat().st_size for file in files)
    sys.stdout.write(f"{bundle}: {size:,} bytes in {len(files)} files\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
