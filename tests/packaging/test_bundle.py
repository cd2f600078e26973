"""What goes into a bundle, and what the check of a finished one finds."""

from __future__ import annotations

import os
import runpy
from pathlib import Path

import pytest
from pyinstaller.check import problems_of
from pyinstaller.contents import is_kept, is_left_to_system, unused_hooks
from windows.version import version_numbers, version_resource


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/lib/libQt6Svg.so.6",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/translations/qtbase_de.qm",
        "app/_resources/catalogue/clouds/worldwide.toml",
        "typst/_typst.abi3.so",
    ],
)
def test_what_the_program_needs_is_kept(name: str) -> None:
    assert is_kept(name)


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/lib/libQt6Qml.so.6",
        "PySide6\\Qt6Pdf.dll",
        "PySide6\\opengl32sw.dll",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/imageformats/libqpdf.so",
        "PySide6/Qt/plugins/imageformats/libqtiff.so",
        "PySide6/Qt/translations/qtdeclarative_de.qm",
        "msgspec/__init__.pyi",
    ],
)
def test_what_no_page_uses_is_dropped(name: str) -> None:
    assert not is_kept(name)


@pytest.mark.parametrize("name", ["RECORD", "direct_url.json"])
def test_nothing_says_where_a_part_was_installed(name: str) -> None:
    assert not is_kept(f"keyring-25.7.0.dist-info/{name}")
    assert is_kept("keyring-25.7.0.dist-info/entry_points.txt")


def test_only_common_system_libraries_are_left_out() -> None:
    assert is_left_to_system("libX11.so.6", "/usr/lib/x86_64-linux-gnu/libX11.so.6")
    assert is_left_to_system("libz.so.1", "/lib/x86_64-linux-gnu/libz.so.1")
    assert not is_left_to_system("libssl.so.3", "/usr/lib/x86_64-linux-gnu/libssl.so.3")
    assert not is_left_to_system("libxcb-cursor.so.0", "/usr/lib64/libxcb-cursor.so.0")
    dynload = "/usr/lib/python3.11/lib-dynload/_decimal.so"
    assert not is_left_to_system("python3.11/lib-dynload/_decimal.so", dynload)


def test_clean_bundle_has_no_problem(tmp_path: Path) -> None:
    (tmp_path / "_internal").mkdir()
    (tmp_path / "_internal" / "module.so").write_bytes(b"\x7fELF code")
    assert problems_of(tmp_path, build_places=(Path("/home/builder/src"),)) == ()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tests/data.bin", b"", "tests, caches or tools"),
        ("lib/__pycache__/x.bin", b"", "tests, caches or tools"),
        ("lib/test_probe.py", b"", "for development"),
        ("lib/module.pyi", b"", "for development"),
        ("hypothesis/data.bin", b"", "package for development"),
        ("lib/module.so", b"\0/home/builder/src/lib\0", "/home/builder/src"),
        ("lib/module.dll", "/home/builder/src".encode("utf-16-le"), "/home/builder/src"),
    ],
)
def test_what_must_not_be_in_a_bundle_is_named(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    problems = problems_of(tmp_path, build_places=(Path("/home/builder/src"),))
    assert problems
    assert any(said in problem for problem in problems)


def test_link_out_of_the_bundle_is_named(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / "link").symlink_to(tmp_path / "elsewhere")
    assert "outside the bundle" in problems_of(bundle)[0]


def test_windows_version_has_four_numbers() -> None:
    assert version_numbers("1.2.3") == (1, 2, 3, 0)
    assert version_numbers("1.2.3rc1+local")[:2] == (1, 2)
    assert "filevers=(0, 1, 0, 0)" in version_resource("0.1.0")


def test_qt_is_not_loaded_by_a_hook_except_where_it_mends_folders() -> None:
    assert "pyi_rth_pyside6" in unused_hooks("linux")
    assert "pyi_rth_pyside6" in unused_hooks("win32")
    assert "pyi_rth_pyside6" not in unused_hooks("darwin")


@pytest.mark.parametrize(("before", "after"), [(None, None), ("/opt/lib", "/opt/lib")])
def test_what_the_program_opens_finds_its_own_libraries(
    monkeypatch: pytest.MonkeyPatch, before: str | None, after: str | None
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/usr/lib/sendwright/_internal")
    if before is None:
        monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    else:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "")
    runpy.run_module("pyinstaller.own_libraries")
    assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1"
    assert os.environ.get("LD_LIBRARY_PATH") == after
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
