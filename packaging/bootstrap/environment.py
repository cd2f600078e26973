"""Makes `.venv` as the lock file says; does nothing where that is done."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bootstrap import index
from bootstrap.process import SetupError, say
from bootstrap.uv import find_uv

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
_STAMP = VENV / "sendwright-environment.txt"
_DESCRIBED_BY = ("uv.lock", "pyproject.toml")
_TESTS = "with all groups"
OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 14)
"""The newest that the locked Qt is built for."""
FITTING_PYTHON = ">=3.11,<3.15"


def program(name: str) -> Path:
    """Return a program of the environment."""
    if os.name == "nt":
        return VENV / "Scripts" / f"{name}.exe"
    return VENV / "bin" / name


def make_environment(*, with_tests: bool) -> None:
    """Install the locked versions, unless the same were installed before."""
    wanted = _digest()
    if _is_made(wanted, with_tests=with_tests):
        return
    env = {**index.environment(), "UV_PROJECT_ENVIRONMENT": str(VENV)}
    uv = find_uv(TOOLS)
    say("installing the locked packages into .venv")
    sync = _sync if index.index_url() == index.PYPI else _sync_from_mirror
    sync(uv, env, with_tests=with_tests)
    _STAMP.write_text(f"{wanted}\n{_TESTS if with_tests else ''}\n", "utf-8")


def _is_made(wanted: str, *, with_tests: bool) -> bool:
    if not (_STAMP.is_file() and program("python").exists() and program("sendwright").exists()):
        return False
    digest, tests, *_ = [*_STAMP.read_text("utf-8").splitlines(), "", ""]
    return digest == wanted and (tests == _TESTS or not with_tests)


def _digest() -> str:
    digest = hashlib.sha256(str(ROOT).encode())
    for name in _DESCRIBED_BY:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _python() -> list[str]:
    """Take the Python that runs this; where it does not fit, uv finds or fetches one that does."""
    if program("python").exists():
        return []
    fits = OLDEST_PYTHON <= sys.version_info[:2] <= NEWEST_PYTHON
    return ["--python", sys.executable if fits else FITTING_PYTHON]


def _sync(uv: Path, env: Mapping[str, str], *, with_tests: bool) -> None:
    groups = ["--all-groups"] if with_tests else ["--no-dev"]
    _uv(uv, env, "sync", "--locked", "--compile-bytecode", *groups, *_python())


def _sync_from_mirror(uv: Path, env: Mapping[str, str], *, with_tests: bool) -> None:
    """Take the locked versions, by digest, from another index than the lock file names."""
    groups = ["--all-groups"] if with_tests else ["--no-dev"]
    locked = TOOLS / "locked.txt"
    locked.parent.mkdir(parents=True, exist_ok=True)
    export = ("export", "--frozen", "--no-emit-project")
    _uv(uv, env, *export, *groups, "--output-file", str(locked))
    if not program("python").exists():
        _uv(uv, env, "venv", *_python(), str(VENV))
    mirror = ("--python", str(program("python")), "--default-index", index.index_url())
    # Without the project's own settings: the lock file has obeyed them already.
    install = ("pip", "install", "--no-config", "--compile-bytecode", *mirror)
    _uv(uv, env, *install, "--require-hashes", "--requirements", str(locked))
    _uv(uv, env, *install, "--no-deps", "--editable", str(ROOT))


def _uv(uv: Path, env: Mapping[str, str], *words: str) -> None:
    # On a terminal uv shows how far a download is; elsewhere only what goes wrong is of use.
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    done = subprocess.run(
        [str(uv), *quiet, *words], cwd=ROOT, env=env, stdout=sys.stderr, check=False
    )
    if done.returncode:
        raise SetupError(
            f"uv {words[0]} failed with exit code {done.returncode}; what it said stands above. "
            "Check the network and the certificates (SSL_CERT_FILE), then run this command again."
        )
