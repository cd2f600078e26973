"""Says whether a window can be shown here."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

_X11_PORT = 6000
_PATIENCE_S = 2.0
_NO_WINDOWS = ("offscreen", "minimal")


def has_display(env: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Windows and macOS always have one; elsewhere it is named, and it answers."""
    if env.get("QT_QPA_PLATFORM", "") in _NO_WINDOWS:
        return False
    if platform in ("win32", "darwin"):
        return True
    return _wayland_answers(env) or _x11_answers(env.get("DISPLAY", ""))


def _wayland_answers(env: Mapping[str, str]) -> bool:
    name = env.get("WAYLAND_DISPLAY")
    return bool(name) and _answers(str(Path(env.get("XDG_RUNTIME_DIR", "/run")) / str(name)))


def _x11_answers(display: str) -> bool:
    match = re.fullmatch(r"(?:(?P<host>[^:]*))?:(?P<number>\d+)(?:\.\d+)?", display)
    if match is None:
        return False
    number = int(match["number"])
    if match["host"] in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        return _answers(path) or _answers("\0" + path)
    try:
        socket.create_connection((match["host"], _X11_PORT + number), _PATIENCE_S).close()
    except OSError:
        return False
    return True


def _answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(_PATIENCE_S)
        try:
            client.connect(path)
        except (OSError, ValueError):
            return False
    return True
