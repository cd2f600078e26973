"""Finds out whether a window can be opened, before Qt is asked and ends the process."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping

_INSTEAD = (
    "Without a window, `sendwright demo --out DIR` shows the whole job and"
    " `sendwright --help` lists the commands."
)
_LIBRARIES = (
    "libGL.so.1",
    "libEGL.so.1",
    "libxkbcommon.so.0",
    "libfontconfig.so.1",
    "libdbus-1.so.3",
)
_X_LIBRARIES = (
    "libxcb-cursor.so.0",
    "libxcb-icccm.so.4",
    "libxcb-keysyms.so.1",
    "libxcb-shape.so.0",
    "libxkbcommon-x11.so.0",
)
_APT = (
    "libgl1 libegl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1"
    " libxcb-shape0 libfontconfig1 libdbus-1-3 libglib2.0-0"
)


def why_no_window(platform: str, environment: Mapping[str, str]) -> str:
    """Say in one sentence why no window can be opened; empty when one can."""
    if not platform.startswith("linux"):
        return ""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    has_wayland = bool(environment.get("WAYLAND_DISPLAY"))
    if not chosen and not environment.get("DISPLAY") and not has_wayland:
        return f"There is no display here, so the wizard cannot open. {_INSTEAD}"
    needs_x = chosen.startswith("xcb") or (not chosen and not has_wayland)
    missing = find_missing(_LIBRARIES + (_X_LIBRARIES if needs_x else ()))
    if missing:
        return (
            f"The wizard needs system libraries that are not installed ({', '.join(missing)})."
            f" On Debian and Ubuntu: sudo apt install {_APT}. {_INSTEAD}"
        )
    return ""


def find_missing(libraries: tuple[str, ...]) -> tuple[str, ...]:
    """Name those of the shared libraries that cannot be loaded."""
    return tuple(name for name in libraries if not _can_load(name))


def _can_load(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
