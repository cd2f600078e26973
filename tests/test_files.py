"""Files that may be anything, and files that are written whole or not at all."""

from __future__ import annotations

import os
import stat
import threading
import time
from itertools import count
from pathlib import Path

import pytest

from app.files import (
    TooLargeError,
    put_in_first_free,
    read_bounded,
    sweep,
    write_whole,
    written_beside,
)

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX only")


def test_the_end_of_a_file_is_read_and_what_is_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 9 + b"y")
    assert read_bounded(path, 10).endswith(b"y")
    with pytest.raises(TooLargeError, match="9"):
        read_bounded(path, 9)


@posix
def test_what_never_ends_is_refused_unread(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(OSError, match=r"regular|directory"):
            read_bounded(path, 10)


@posix
def test_a_replaced_file_keeps_its_mode_and_a_new_one_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"1")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    write_whole(path, lambda out: out.write(b"2"))
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"2", 0o640)


@posix
def test_a_link_is_replaced_and_what_it_leads_to_is_left(tmp_path: Path) -> None:
    other, link = tmp_path / "other", tmp_path / "link"
    other.write_bytes(b"theirs")
    link.symlink_to(other)
    write_whole(link, b"ours")
    assert (other.read_bytes(), link.read_bytes(), link.is_symlink()) == (b"theirs", b"ours", False)


def test_what_fails_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    def breaks(_: object) -> None:
        raise RuntimeError("on the way")

    path = tmp_path / "file"
    path.write_bytes(b"before")
    with pytest.raises(RuntimeError, match="on the way"):
        write_whole(path, breaks)
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"before"]


def test_leftovers_of_the_killed_are_swept_and_those_of_the_living_are_not(tmp_path: Path) -> None:
    old, new, other = (tmp_path / name for name in (".sendwright-a.tmp", ".sendwright-b.tmp", "c"))
    for path in (old, new, other):
        path.touch()
    hours_ago = time.time() - 7200
    for path in (old, other):
        os.utime(path, (hours_ago, hours_ago))
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted((new, other))


def test_many_who_look_for_a_free_name_get_one_each(tmp_path: Path) -> None:
    begin = threading.Barrier(8)

    def take(content: bytes) -> None:
        names = (tmp_path / f"name{number}" for number in count(1))
        with written_beside(tmp_path / "name", content) as temporary:
            begin.wait()
            put_in_first_free(temporary, names)

    threads = [threading.Thread(target=take, args=(b"%d" % number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.read_bytes() for path in tmp_path.iterdir()) == [
        b"%d" % number for number in range(8)
    ]
