"""Decides by name what of Python, Qt and the system goes into a bundle."""

from __future__ import annotations

import re

HIDDEN_IMPORTS = (
    "app.cli.commands",
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.Windows",
    "keyring.backends.macOS",
    "keyring.backends.chainer",
    "keyring.backends.fail",
    "keyring.backends.null",
)

EXCLUDED_MODULES = (
    "tkinter",
    "unittest",
    "pydoc_data",
    "lib2to3",
    "test",
    "sqlite3",
    "setuptools",
    "pkg_resources",
    "pip",
    "pytest",
    "hypothesis",
    "_pytest",
    "pexpect",
    "multiprocessing",
    "PySide6.QtNetwork",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets",
    "PySide6.QtDBus",
)

_DROPPED = (
    "Qt6Qml",
    "Qt6Quick",
    "Qt6VirtualKeyboard",
    "Qt6Pdf",
    "Qt6Network",
    "Qt6OpenGL",
    "Qt6EglFSDeviceIntegration",
    "Qt6EglFsKms",
    "QtQml",
    "QtQuick",
    "QtVirtualKeyboard",
    "QtPdf",
    "QtNetwork",
    "QtOpenGL",
    "opengl32sw",
    "d3dcompiler",
    "virtualkeyboard",
    "platforms/libqeglfs",
    "platforms/libqlinuxfb",
    "platforms/libqvnc",
    "platforms/libqvkkhrdisplay",
    "platforms/libqminimalegl",
    "platforms/libqwayland-egl",
    "egldeviceintegrations/",
    "wayland-graphics-integration-client/",
    "networkinformation/",
    "plugins/tls/",
    "plugins/generic/",
    "libgtk-3",
    "platformthemes/libqgtk3",
)
_SAYS_WHERE_IT_WAS_INSTALLED = tuple(
    f".dist-info/{name}" for name in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
)
_IMAGE_FORMATS_KEPT = ("svg", "ico", "jpeg")
_SYSTEM_FOLDER = re.compile(r"(?:/usr)?/(?:lib/[^/]+-linux-gnu|lib64)/[^/]+")
_BUNDLED_FROM_SYSTEM = (
    "libpython",
    "libssl",
    "libcrypto",
    "libffi",
    "libsqlite3",
    "liblzma",
    "libbz2",
    "libxcb-cursor",
    "libxcb-util",
    "libxcb-icccm",
    "libxcb-image",
    "libxcb-keysyms",
    "libxcb-render-util",
    "libxcb-xinerama",
    "libxcb-xkb",
    "libxkbcommon-x11",
    "libuuid",
    "libpcre2-16",
    "libdouble",
    "libmd4c",
    "libicu",
)


def unused_hooks(platform: str) -> tuple[str, ...]:
    """Name what PyInstaller would run before the program at every start, for nobody.

    Nothing here reads its own sources or walks packages, and Qt finds its plugins beside its
    libraries by itself: its hook loads Qt for commands that never open a window. On macOS it also
    mends the split between Frameworks and Resources, so it stays there.
    """
    always = ("pyi_rth_inspect", "pyi_rth_pkgutil")
    return always if platform == "darwin" else (*always, "pyi_rth_pyside6")


def is_kept(name: str) -> bool:
    """Say whether a file that PyInstaller collected is needed at run time."""
    name = name.replace("\\", "/")
    if "/translations/" in name:
        return name.rpartition("/")[2].startswith("qtbase_")
    if "/imageformats/" in name:
        return any(kind in name.rpartition("/")[2] for kind in _IMAGE_FORMATS_KEPT)
    if name.endswith((".pyi", ".c", ".h", ".pxd", *_SAYS_WHERE_IT_WAS_INSTALLED)):
        return False
    return not any(part in name for part in _DROPPED)


def is_left_to_system(name: str, source: str) -> bool:
    """Say whether a library is one that every Linux desktop has, which the .deb then depends on."""
    if not _SYSTEM_FOLDER.fullmatch(source):
        return False
    return not name.rpartition("/")[2].startswith(_BUNDLED_FROM_SYSTEM)
