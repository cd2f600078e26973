"""Which of the system's libraries Qt needs, asked before Qt is: a missing one ends it silently."""

from __future__ import annotations

import ctypes
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Need:
    """One thing of the system, and the package that brings it, by package manager."""

    name: str
    apt: str
    dnf: str
    pacman: str

    def package(self, manager: str) -> str:
        """Return the package's name where this manager is used."""
        return {"apt-get": self.apt, "dnf": self.dnf, "pacman": self.pacman}[manager]


_DRAWING = (
    Need("libGL.so.1", "libgl1", "libglvnd-glx", "libglvnd"),
    Need("libEGL.so.1", "libegl1", "libglvnd-egl", "libglvnd"),
    Need("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon"),
    Need("libglib-2.0.so.0", "libglib2.0-0", "glib2", "glib2"),
    Need("libgthread-2.0.so.0", "libglib2.0-0", "glib2", "glib2"),
    Need("libfreetype.so.6", "libfreetype6", "freetype", "freetype2"),
    Need("libfontconfig.so.1", "libfontconfig1", "fontconfig", "fontconfig"),
    Need("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "dbus"),
    Need("libX11.so.6", "libx11-6", "libX11", "libx11"),
    Need("libz.so.1", "zlib1g", "zlib", "zlib"),
    Need("libzstd.so.1", "libzstd1", "libzstd", "zstd"),
)
_X11 = (
    Need("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", "libx11"),
    Need("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
    Need("libxcb.so.1", "libxcb1", "libxcb", "libxcb"),
    Need("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    Need("libxcb-glx.so.0", "libxcb-glx0", "libxcb", "libxcb"),
    Need("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    Need("libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "xcb-util-image"),
    Need("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    Need("libxcb-randr.so.0", "libxcb-randr0", "libxcb", "libxcb"),
    Need("libxcb-render.so.0", "libxcb-render0", "libxcb", "libxcb"),
    Need(
        "libxcb-render-util.so.0",
        "libxcb-render-util0",
        "xcb-util-renderutil",
        "xcb-util-renderutil",
    ),
    Need("libxcb-shape.so.0", "libxcb-shape0", "libxcb", "libxcb"),
    Need("libxcb-shm.so.0", "libxcb-shm0", "libxcb", "libxcb"),
    Need("libxcb-sync.so.1", "libxcb-sync1", "libxcb", "libxcb"),
    Need("libxcb-util.so.1", "libxcb-util1", "xcb-util", "xcb-util"),
    Need("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb", "libxcb"),
    Need("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb", "libxcb"),
)
_WAYLAND = (
    Need("libwayland-client.so.0", "libwayland-client0", "libwayland-client", "wayland"),
    Need("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor", "wayland"),
)
ROOTS = Need("roots of trust", "ca-certificates", "ca-certificates", "ca-certificates")
"""Without them no server's certificate can be verified."""


def missing_libraries(env: Mapping[str, str]) -> tuple[Need, ...]:
    """Return what Qt's windows need here and the system does not have."""
    wayland = _WAYLAND if env.get("WAYLAND_DISPLAY") else ()
    return tuple(need for need in (*_DRAWING, *_X11, *wayland) if not _can_load(need.name))


def missing_roots() -> tuple[Need, ...]:
    """Return the need for roots of trust where the system has none."""
    paths = ssl.get_default_verify_paths()
    has_file = bool(paths.cafile) and Path(paths.cafile).stat().st_size > 0
    has_folder = bool(paths.capath) and any(Path(paths.capath).iterdir())
    return () if has_file or has_folder else (ROOTS,)


def packages(needs: Iterable[Need], manager: str) -> tuple[str, ...]:
    """Return the packages that bring all of this, each once."""
    return tuple(dict.fromkeys(need.package(manager) for need in needs))


def _can_load(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
