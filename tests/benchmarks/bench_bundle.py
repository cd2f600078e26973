"""How long a bundle takes to begin, as a ratio to the same program run from its source.

`python tests/benchmarks/bench_bundle.py BUNDLE [ROUNDS]`, with the Python that the bundle was made
with; BUNDLE is the folder with the program. Both run in turn, and the least of all rounds counts:
whatever else the computer does only adds to it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
ROUNDS = 31
COMMANDS = {
    "--version": ("--version",),
    "a window": ("--probe-window",),
    "devices --search canon": ("devices", "--search", "canon"),
}


def spend(words: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run once; returns seconds of processor, and seconds on the clock."""
    began = time.perf_counter()
    silence = os.open(os.devnull, os.O_WRONLY)
    process = os.posix_spawn(
        words[0], words, environment, file_actions=[(os.POSIX_SPAWN_DUP2, silence, 1)]
    )
    _, status, used = os.wait4(process, 0)
    took = time.perf_counter() - began
    os.close(silence)
    if status:
        raise SystemExit(f"{' '.join(words)} ended with {os.waitstatus_to_exitcode(status)}")
    return used.ru_utime + used.ru_stime, took


def main() -> int:
    """Measure each command from the source and from the bundle, in turn."""
    bundle = Path(sys.argv[1]).resolve() / "sendwright"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "SENDWRIGHT_HOME": home,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(CHECKOUT),
        }
        for name, words in COMMANDS.items():
            source, packed = [], []
            for _ in range(rounds):
                source.append(spend([sys.executable, "-m", "app", *words], environment))
                packed.append(spend([str(bundle), *words], environment))
            for what, at in (("processor", 0), ("clock", 1)):
                plain, bundled = min(one[at] for one in source), min(one[at] for one in packed)
                print(
                    f"{name:<24} {what:<10} source {plain:.3f} s   bundle {bundled:.3f} s"
                    f"   {bundled / plain:.2f} ×"
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
