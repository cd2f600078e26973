"""How long the command line takes to begin, as a ratio to Python itself, in one run.

`python tests/benchmarks/bench_start.py [ROUNDS]` prints medians; exit 1 when something that is not
needed was imported. The numbers are for reading: they differ from computer to computer.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.cli.token_scene import keep_token

ROUNDS = 15
NOT_NEEDED = ("PySide6", "msal", "dns", "keyring", "requests", "jinja2", "typst", "cryptography")
COMMANDS: dict[str, tuple[str, ...]] = {
    "python -c pass": ("-c", "pass"),
    "python -c 'import click'": ("-c", "import click"),
    "sendwright --version": ("-m", "app", "--version"),
    "sendwright --help": ("-m", "app", "--help"),
}
_ASK = (
    "import sys; from app.main import main; sys.argv = ['sendwright', '--version']; main(); "
    f"print(*[name for name in {NOT_NEEDED!r} if name in sys.modules], file=sys.stderr)"
)


def imported_without_need() -> list[str]:
    """Return what `--version` imports although it has no use for it."""
    done = subprocess.run([sys.executable, "-c", _ASK], capture_output=True, text=True, check=True)
    return done.stderr.split()


def seconds(words: Sequence[str], environment: Mapping[str, str]) -> float:
    """Time one run in a fresh process."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, *words],
        stdout=subprocess.DEVNULL,
        check=True,
        env={**os.environ, **environment},
    )
    return time.perf_counter() - began


def main() -> int:
    """Measure the commands in turn, so that a busy moment meets all of them."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        scene = keep_token(Path(folder))
        commands = {
            **COMMANDS,
            "sendwright token, at hand": ("-m", "app", "token", scene.client.id),
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, words in commands.items():
                times[name].append(seconds(words, scene.environment))
    bare = statistics.median(times["python -c pass"])
    for name, measured in times.items():
        median = statistics.median(measured)
        print(f"{name:<26} {median * 1000:6.0f} ms   {median / bare:4.1f} × Python")
    unneeded = imported_without_need()
    print(f"imported without need by --version: {', '.join(unneeded) or 'nothing'}")
    return 1 if unneeded else 0


if __name__ == "__main__":
    sys.exit(main())
