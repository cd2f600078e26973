"""How soon a whole run of checks answers, through the engine that window and command line use.

`python -m tests.benchmarks.bench_checks` runs against the practice tenant on loopback: with a DNS
server that never answers, and with a mail server that never speaks. It prints a table and ends
with 1 when a goal was missed. Medians of ROUNDS.
"""

from __future__ import annotations

import asyncio
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.check import CheckEvent, CheckFinished, PlanStarted
from app.domain.organisation.draft import Draft
from app.practice import PracticeTenant
from app.services.checking.checks import check
from app.services.clients import draft_client
from app.services.engine import Engine
from app.store.folders import Folders

ROUNDS = 5
GOALS_S = {"first row": 1.0, "verdict on DNS": 5.0, "cancel": 0.3}
CANCEL_AFTER_S = 0.15


@dataclass
class Watch:
    """When what arrived, in seconds since the run began."""

    began: float = field(default_factory=time.perf_counter)
    planned: float = 0.0
    first: float = 0.0
    dns: float = 0.0

    def hear(self, event: CheckEvent) -> None:
        now = time.perf_counter() - self.began
        match event:
            case PlanStarted():
                self.planned = self.planned or now
            case CheckFinished():
                self.first = self.first or now
                self.dns = now if event.id == "dns.resolver" else self.dns
            case _:
                pass


@contextmanager
def silent_udp() -> Iterator[int]:
    """A port that takes questions and never answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


def cloud_with_dns(tenant: PracticeTenant, port: int) -> Path:
    text = tenant.cloud_file.read_text("utf-8")
    path = tenant.cloud_file.with_name(f"dns{port}.toml")
    path.write_text(text.replace(f"port = {tenant.cloud.dns.port}", f"port = {port}"), "utf-8")
    return path


async def watch_run(cloud: Path, home: Path) -> Watch:
    """Run every check once; a run by itself knows nothing from an earlier one."""
    engine = Engine(Folders.under(home))
    engine.clouds.take(str(cloud))
    client = draft_client(Draft(typed="printer@contoso.test"), engine.clouds, engine.clients)
    watch = Watch()
    await check(client, engine.clouds, engine.signing, watch.hear)
    return watch


async def time_to_cancel(cloud: Path, home: Path) -> float:
    """Stop a run in its middle, and wait until nothing of it is left."""
    engine = Engine(Folders.under(home))
    engine.clouds.take(str(cloud))
    client = draft_client(Draft(typed="printer@contoso.test"), engine.clouds, engine.clients)
    task = asyncio.create_task(check(client, engine.clouds, engine.signing, lambda _: None))
    await asyncio.sleep(CANCEL_AFTER_S)
    began = time.perf_counter()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    spent = time.perf_counter() - began
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left, left
    return spent


def measure(cloud: Path, home: Path) -> dict[str, float]:
    """Give the medians of all rounds."""
    runs = [asyncio.run(watch_run(cloud, home)) for _ in range(ROUNDS)]
    cancels = [asyncio.run(time_to_cancel(cloud, home)) for _ in range(ROUNDS)]
    return {
        "first row": statistics.median(run.planned for run in runs),
        "first answer": statistics.median(run.first for run in runs),
        "verdict on DNS": statistics.median(run.dns for run in runs),
        "cancel": statistics.median(cancels),
    }


def main() -> int:
    missed = []
    with tempfile.TemporaryDirectory() as folder, PracticeTenant() as tenant, silent_udp() as port:
        clouds = {"all is well": tenant.cloud_file, "dead resolver": cloud_with_dns(tenant, port)}
        asyncio.run(watch_run(tenant.cloud_file, Path(folder)))  # imports are not measured
        sys.stdout.write(f"{'':<16}{'goal':>8}" + "".join(f"{name:>16}" for name in clouds) + "\n")
        found = {name: measure(cloud, Path(folder)) for name, cloud in clouds.items()}
        for what in found["all is well"]:
            goal = GOALS_S.get(what)
            cells = [found[name][what] for name in clouds]
            said = f"{goal:.1f} s" if goal else ""
            sys.stdout.write(f"{what:<16}{said:>8}" + "".join(f"{c:>14.3f} s" for c in cells))
            sys.stdout.write("\n")
            missed += [f"{what}: {cell:.2f} s" for cell in cells if goal and cell > goal]
    sys.stdout.writelines(f"missed: {one}\n" for one in missed)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
