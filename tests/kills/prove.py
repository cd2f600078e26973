"""Kills every writer at every write, flush, rename, link and unlink, and at moments of chance.

    packaging/sendwright.py prove kills [--random NUMBER] [--only SCENE]

The kernel's own calls are met by strace (Debian: strace), before they are carried out. Ends with 1
where anything was lost.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from tests.kills.scenes import SCENES, Scene, is_lost

CALLS = (
    "write", "pwrite64", "writev", "fsync", "fdatasync", "ftruncate", "rename", "renameat",
    "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "chmod", "fchmod", "fchmodat",
)  # fmt: skip
"""Those of them that this machine does not have are passed over by strace's question mark."""
_RANDOM = 300
_PATIENCE_S = 30.0


def kill_at_each(scene: Scene) -> Iterator[str]:
    """Yield what each kill has lost; empty for nothing. strace counts each call by itself."""
    for call in CALLS:
        for number in count(1):
            with tempfile.TemporaryDirectory(prefix="sendwright-kills-") as place:
                folder = Path(place)
                scene.prepare(folder)
                if _run_until(scene, folder, call, number):
                    break
                lost = is_lost(scene, folder)
                yield lost and f"{scene.name}, before {call} {number}: {lost}"


def _run_until(scene: Scene, folder: Path, call: str, number: int) -> bool:
    """Kill a writer before its call of this number; say whether it ended by itself before."""
    words = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace=?{call}"]
    words += ["-e", f"inject=?{call}:signal=KILL:when={number}"]
    done = subprocess.run(
        [*words, *_writer(scene, folder)], check=False, timeout=_PATIENCE_S, capture_output=True
    )
    if done.returncode == 0:
        return True
    if done.returncode not in (-signal.SIGKILL, 128 + signal.SIGKILL):
        told = done.stderr.decode()[-500:]
        raise RuntimeError(f"{scene.name}, {call} {number}: {done.returncode} {told}")
    return False


def kill_by_chance(scene: Scene, times: int, chance: random.Random) -> Iterator[str]:
    """Kill a writer somewhere between its start and its end."""
    with tempfile.TemporaryDirectory(prefix="sendwright-kills-") as place:
        scene.prepare(Path(place))
        started = time.monotonic()
        subprocess.run(_writer(scene, Path(place)), check=True)
        lasts_s = time.monotonic() - started
    for _ in range(times):
        with tempfile.TemporaryDirectory(prefix="sendwright-kills-") as place:
            folder = Path(place)
            scene.prepare(folder)
            with subprocess.Popen(_writer(scene, folder)) as running:
                time.sleep(chance.uniform(0.5, 1.1) * lasts_s)
                running.kill()
            lost = is_lost(scene, folder)
            yield lost and f"{scene.name}, by chance: {lost}"


def _writer(scene: Scene, folder: Path) -> list[str]:
    return [sys.executable, "-B", "-m", "tests.kills.writer", scene.name, str(folder)]


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--random", type=int, default=_RANDOM, help="kills at moments of chance")
    parser.add_argument("--only", choices=sorted(SCENES), help="one writer alone")
    wanted = parser.parse_args(words)
    scenes = [SCENES[wanted.only]] if wanted.only else list(SCENES.values())
    seed = time.time_ns()
    chance = random.Random(seed)  # moments, not secrets
    lost: list[str] = []
    for scene in scenes:
        told = [*kill_at_each(scene)]
        told += kill_by_chance(scene, -(-wanted.random // len(scenes)), chance)
        lost += filter(None, told)
        sys.stdout.write(f"{scene.name}: {len(told)} kills, {sum(map(bool, told))} lost\n")
        sys.stdout.flush()
    for line in lost:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"seed {seed}\n")
    return int(bool(lost))


if __name__ == "__main__":
    sys.exit(main())
