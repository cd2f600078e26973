"""How long the practice tenant takes to start, apart from what Python takes to import.

Run it by hand: `python tests/benchmarks/bench_practice.py`. It prints and judges nothing.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

ROUNDS = 15

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def main() -> None:
    began = time.perf_counter()
    from app.practice import PracticeTenant

    imported = time.perf_counter()
    with PracticeTenant():
        pass
    first = time.perf_counter()
    starts, stops = [], []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        tenant = PracticeTenant().start()
        running = time.perf_counter()
        tenant.stop()
        starts.append(running - before)
        stops.append(time.perf_counter() - running)
    rows = {
        "import of app.practice": imported - began,
        "first start and stop, with its lazy imports": first - imported,
        f"start, median of {ROUNDS}": statistics.median(starts),
        f"start, longest of {ROUNDS}": max(starts),
        f"stop, median of {ROUNDS}": statistics.median(stops),
    }
    for name, seconds in rows.items():
        sys.stdout.write(f"{seconds * 1000:8.1f} ms  {name}\n")


if __name__ == "__main__":
    main()
