"""Which package index and which certificates this computer is set up to use."""

from __future__ import annotations

import configparser
import os
from pathlib import Path

PYPI = "https://pypi.org/simple"


def index_url() -> str:
    """Return the index that uv or pip is told to use, PyPI where there is none."""
    told = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL")
    return (told or _pip_setting("index-url") or PYPI).rstrip("/")


def environment() -> dict[str, str]:
    """Return an environment in which uv reaches the index as pip would."""
    env = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    certificates = _pip_setting("cert")
    if certificates:
        env.setdefault("SSL_CERT_FILE", certificates)
    return env


def certificates() -> str:
    """Return the file of roots that pip is told to trust; empty where it uses its own."""
    return _pip_setting("cert")


def _pip_setting(name: str) -> str:
    told = os.environ.get("PIP_" + name.upper().replace("-", "_"), "")
    return told or next(filter(None, (_read(path, name) for path in _pip_files())), "")


def _pip_files() -> tuple[Path, ...]:
    """Return pip's own files, the one that wins first."""
    home = Path.home()
    named = os.environ.get("PIP_CONFIG_FILE")
    return (
        *((Path(named),) if named else ()),
        Path(os.environ.get("APPDATA", home / ".config")) / "pip" / "pip.ini",
        home / "Library" / "Application Support" / "pip" / "pip.conf",
        home / ".config" / "pip" / "pip.conf",
        home / ".pip" / "pip.conf",
        Path("/etc/pip.conf"),
    )


def _read(path: Path, name: str) -> str:
    config = configparser.RawConfigParser()
    try:
        config.read(path, "utf-8")
    except (configparser.Error, UnicodeDecodeError):
        return ""  # pip itself says what is wrong with it
    return config.get("global", name, fallback="")
