"""Handing over: the same bytes each time, nothing outside of the folder, nothing lost."""

from __future__ import annotations

import io
import stat
import sys
import time
import zipfile
from pathlib import Path

import pytest

from app.domain.errors import AppError
from app.render.archive import build_zip, write_files
from app.render.context import RenderedFile
from tests.wording import in_words

PLAIN = RenderedFile(path="msmtp/msmtprc", content="größe\n".encode())
OWN = RenderedFile(path="msmtp/secret", content=b"x\n", mode=0o600, holds_secret=True)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_zip_is_the_same_whenever_and_in_whatever_order_it_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = build_zip([PLAIN, OWN])
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(10**9))
    assert build_zip([OWN, PLAIN]) == first


def test_zip_holds_files_with_their_modes() -> None:
    with zipfile.ZipFile(io.BytesIO(build_zip([PLAIN, OWN]))) as archive:
        assert archive.testzip() is None
        assert archive.read("msmtp/msmtprc") == PLAIN.content
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert modes == {"msmtp/msmtprc": 0o100644, "msmtp/secret": 0o100600}


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        *((name, "") for name in ("../x", "/etc/x", "a/../../x", "a//b", "", "a/", "./x/..")),
        *((name, ".windows") for name in ("a\\b", "C:x", "nul", "a/CON.txt", "x.", "x ", " x")),
        *((name, ".control_character") for name in ("a\nb", "a\0b")),
        ("é" * 150, ".too_long"), ("a?b", ".windows"),
    ],
)  # fmt: skip
def test_name_that_could_do_harm_is_refused(name: str, fault: str, tmp_path: Path) -> None:
    file = RenderedFile(path=name, content=b"")
    for action in (lambda: build_zip([file]), lambda: write_files([file], tmp_path / "out")):
        with pytest.raises(AppError) as caught:
            action()
        assert caught.value.code == f"export.unsafe_name{fault}"
        assert in_words(caught.value).fix
    assert list(tmp_path.iterdir()) == []


def test_two_files_of_one_name_are_refused_without_regard_to_case() -> None:
    with pytest.raises(AppError, match=r"export\.unsafe_name\.twice") as caught:
        build_zip([PLAIN, RenderedFile(path="MSMTP/Msmtprc", content=b"")])
    assert "msmtp/msmtprc" in in_words(caught.value).cause.casefold()


def test_files_are_written_with_their_modes(tmp_path: Path) -> None:
    written = write_files([PLAIN, OWN], tmp_path / "new" / "folder")
    assert [file.path.read_bytes() for file in written] == [PLAIN.content, OWN.content]
    assert [file.backup for file in written] == [None, None]
    if sys.platform != "win32":
        assert [mode_of(file.path) for file in written] == [0o644, 0o600]


def test_every_earlier_version_is_kept(tmp_path: Path) -> None:
    versions = [RenderedFile(path="a.conf", content=f"{number}\n".encode()) for number in range(4)]
    backups = [write_files([version], tmp_path)[0].backup for version in versions]
    assert backups[-1] == tmp_path / "a.conf.bak3"
    texts = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert texts == {
        "a.conf": "3\n", "a.conf.bak": "0\n", "a.conf.bak2": "1\n", "a.conf.bak3": "2\n",
    }  # fmt: skip


def test_backup_of_a_private_file_is_private(tmp_path: Path) -> None:
    write_files([OWN], tmp_path)
    (written,) = write_files([RenderedFile(path=OWN.path, content=b"y", mode=0o600)], tmp_path)
    assert written.backup is not None
    assert mode_of(written.backup) == 0o600 or sys.platform == "win32"


def test_same_content_is_left_alone(tmp_path: Path) -> None:
    write_files([PLAIN], tmp_path)
    (written,) = write_files([PLAIN], tmp_path)
    assert written.unchanged
    assert [path.name for path in (tmp_path / "msmtp").iterdir()] == ["msmtprc"]


def test_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "msmtp").write_text("a file where a folder should be")
    with pytest.raises(AppError) as caught:
        write_files([PLAIN], tmp_path)
    assert caught.value.code == "export.not_written"
    assert in_words(caught.value).fix


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir()
    folder.mkdir()
    (folder / "msmtp").symlink_to(outside)
    with pytest.raises(AppError, match=r"export\.unsafe_name\.link"):
        write_files([PLAIN], folder)
    assert list(outside.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_link_in_place_of_a_file_is_replaced_and_its_goal_stays(tmp_path: Path) -> None:
    goal = tmp_path / "goal"
    goal.write_text("mine")
    folder = tmp_path / "folder"
    (folder / "msmtp").mkdir(parents=True)
    (folder / "msmtp" / "msmtprc").symlink_to(goal)
    (written,) = write_files([PLAIN], folder)
    assert goal.read_text("utf-8") == "mine"
    assert not written.path.is_symlink()
    assert written.path.read_bytes() == PLAIN.content
