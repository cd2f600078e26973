"""Records everything afresh and compares it with the tree: `python -m tests.net.prove`.

With --record the recordings in the tree are written anew.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from tests.net.pieces import pieces
from tests.net.recorded_files import RECORDED, differences, names_in, save

_MOST_WORKERS = 4
_MOST_LINES = 400


def main() -> int:
    parser = argparse.ArgumentParser(prog="prove net", description=__doc__)
    parser.add_argument("--record", action="store_true", help="write the recordings anew")
    parser.add_argument("--only", default="", metavar="WORD", help="pieces with this in their name")
    wanted = parser.parse_args()
    began = time.monotonic()
    names = [name for name in pieces() if wanted.only in name]
    fresh = dict(_record_all(names))
    print(_figures(names, fresh, time.monotonic() - began))
    if wanted.record:
        save(fresh, RECORDED)
        for name in () if wanted.only else sorted(names_in(RECORDED) - set(fresh)):
            (RECORDED / name).unlink()
        return 0
    return _compare(fresh, is_all=not wanted.only)


def record_piece(name: str) -> dict[str, str]:
    """Record one piece in a process that records nothing but pieces."""
    from tests import outside

    outside.close()
    return dict(pieces()[name].record())


def _record_all(names: list[str]) -> Iterator[tuple[str, str]]:
    workers = min(_MOST_WORKERS, os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        waiting = {pool.submit(record_piece, name): name for name in names}
        for done in as_completed(waiting):
            print(f"  {waiting[done]}", file=sys.stderr)
            yield from done.result().items()


def _compare(fresh: dict[str, str], *, is_all: bool) -> int:
    lines = differences(fresh)
    shown = list(islice(lines, _MOST_LINES))
    gone = sorted(names_in(RECORDED) - set(fresh)) if is_all else []
    shown += [f"nobody records {name} any more" for name in gone]
    print("\n".join(shown) or "All of it is as recorded.")
    if not shown:
        return 0
    if any(True for _ in lines):
        print("… and more")
    folder = Path(tempfile.mkdtemp(prefix="net-"))
    save(fresh, folder)
    print(f"Compare all of it with: git diff --no-index {RECORDED} {folder}")
    return 1


def _figures(names: list[str], fresh: dict[str, str], seconds: float) -> str:
    size = sum(len(text.encode()) for text in fresh.values())
    return f"{len(names)} pieces, {len(fresh)} files, {size:,} bytes, {seconds:.0f} s"


if __name__ == "__main__":
    sys.exit(main())
