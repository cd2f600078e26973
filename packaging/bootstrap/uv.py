"""Finds uv, or gets a private copy of the pinned one: by pip, or straight from the index."""

from __future__ import annotations

import hashlib
import io
import os
import platform
import re
import shutil
import ssl
import stat
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

from bootstrap import index
from bootstrap.process import SetupError, output_of, say, succeeds

OLDEST = (0, 9, 0)
"""The oldest uv that reads our lock file and knows every option we pass."""
PINNED = Path(__file__).with_name("uv.txt")
DEADLINE_S = 120
LARGEST_PAGE = 16 * 1024 * 1024
LARGEST_WHEEL = 128 * 1024 * 1024
_PROGRAM = "uv.exe" if os.name == "nt" else "uv"
_BIN = "Scripts" if os.name == "nt" else "bin"
_WHEELS = {
    ("Linux", "x86_64", "glibc"): "manylinux_2_17_x86_64",
    ("Linux", "aarch64", "glibc"): "manylinux_2_28_aarch64",
    ("Linux", "x86_64", "musl"): "musllinux_1_1_x86_64",
    ("Darwin", "x86_64", ""): "macosx_10_12_x86_64",
    ("Darwin", "arm64", ""): "macosx_11_0_arm64",
    ("Windows", "AMD64", ""): "win_amd64",
    ("Windows", "ARM64", ""): "win_arm64",
}


def find_uv(tools: Path) -> Path:
    """Return a uv that will do; gets one into `tools` where there is none."""
    for candidate in (shutil.which("uv"), *_private_copies(tools)):
        if candidate and _version_of(Path(candidate)) >= OLDEST:
            return Path(candidate)
    say("getting uv, which makes the environment")
    for get in (_by_venv, _by_pip, _by_download):
        found = get(tools)
        if found and _version_of(found) >= OLDEST:
            return found
    raise SetupError(
        "uv could not be fetched from the package index "
        f"({index.index_url()}). Check the network, a proxy (HTTPS_PROXY) and the certificates "
        "(SSL_CERT_FILE), or install uv by hand and run this command again: "
        "https://docs.astral.sh/uv/getting-started/installation/"
    )


def _private_copies(tools: Path) -> tuple[Path, ...]:
    return (tools / "venv" / _BIN / _PROGRAM, tools / "pip" / "bin" / _PROGRAM, tools / _PROGRAM)


def _version_of(program: Path) -> tuple[int, ...]:
    match = re.match(r"uv (\d+)\.(\d+)\.(\d+)", output_of([program, "--version"]))
    return tuple(int(part) for part in match.groups()) if match else ()


def _by_venv(tools: Path) -> Path | None:
    """Debian's bare Python has no ensurepip; then there is nothing to see here."""
    folder = tools / "venv"
    made = succeeds([sys.executable, "-m", "venv", "--clear", folder])
    python = folder / _BIN / ("python.exe" if os.name == "nt" else "python")
    if made and _pip_installs([python]):
        return folder / _BIN / _PROGRAM
    shutil.rmtree(folder, ignore_errors=True)
    return None


def _by_pip(tools: Path) -> Path | None:
    folder = tools / "pip"
    installed = _pip_installs([sys.executable], "--upgrade", "--target", str(folder))
    return folder / "bin" / _PROGRAM if installed else None


def _pip_installs(python: list[str | Path], *words: str) -> bool:
    pip = [*python, "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary=:all:"]
    return succeeds([*pip, *words, "-r", PINNED])


def _by_download(tools: Path) -> Path | None:
    """Take the wheel from the index; only one of the pinned digests is ever unpacked."""
    system, machine = platform.system(), platform.machine()
    library = (platform.libc_ver()[0] or "musl") if system == "Linux" else ""
    tag = _WHEELS.get((system, machine, library))
    if tag is None:
        say(f"no pinned uv is known for {system} on {machine}")
        return None
    try:
        wheel = _fetch_wheel(tag)
    except (OSError, ValueError) as exc:
        say(f"downloading uv failed: {exc}")
        return None
    tools.mkdir(parents=True, exist_ok=True)
    return _unpack(wheel, tools / _PROGRAM)


def _fetch_wheel(tag: str) -> bytes:
    pinned = PINNED.read_text("utf-8")
    version = re.search(r"uv==([\d.]+)", pinned)
    assert version
    page_url = f"{index.index_url()}/uv/"
    page = _get(page_url, LARGEST_PAGE).decode("utf-8")
    name = rf"uv-{re.escape(version[1])}-py3-none-[\w.]*{tag}[\w.]*\.whl"
    link = re.search(rf'href="([^"]*/{name}[^"]*)"', page)
    if link is None:
        raise ValueError(f"{page_url} does not list uv {version[1]} for {tag}")
    wheel = _get(urllib.parse.urljoin(page_url, link[1].replace("&amp;", "&")), LARGEST_WHEEL)
    digest = hashlib.sha256(wheel).hexdigest()
    if f"sha256:{digest}" not in pinned:
        raise ValueError(f"what arrived is not the pinned uv (sha256 {digest})")
    return wheel


def _get(url: str, limit: int) -> bytes:
    if not url.startswith("https://"):
        raise ValueError(f"{url} is not https")
    context = ssl.create_default_context()
    if index.certificates():
        context.load_verify_locations(index.certificates())
    request = urllib.request.Request(url, headers={"Accept": "text/html, */*"})
    with urllib.request.urlopen(request, timeout=DEADLINE_S, context=context) as answer:
        content: bytes = answer.read(limit + 1)
    if len(content) > limit:
        raise ValueError(f"{url} is larger than expected")
    return content


def _unpack(wheel: bytes, program: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        inside = next(name for name in archive.namelist() if name.endswith(f"/scripts/{_PROGRAM}"))
        new = program.with_suffix(".new")
        new.write_bytes(archive.read(inside))
    new.chmod(new.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    new.replace(program)
    return program
