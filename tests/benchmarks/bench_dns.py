"""How fast the DNS checks are, against checkdmarc and against the round trips they cannot avoid.

`python -m tests.benchmarks.bench_dns [ROUNDS]` makes an environment of its own for checkdmarc (an
opponent, never a dependency), serves the same zones to both with 0, 50 and 200 ms for each answer,
prints a table, and ends with 1 when a goal was missed. All numbers of one row come from one run.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from app.domain.address import DomainName
from app.probe.dns.checks import DnsQuestion, dns_checks
from app.probe.dns.resolver import DnsPythonResolver
from app.probe.plan import run_plan
from tests.probe.dns_bench import CATALOGUE, CLOUD, good_zones
from tests.zone_server import Faults, ZoneServer

OPPONENT = "checkdmarc==6.0.4"
ROUNDS = 5
LATENCIES_S = (0.0, 0.05, 0.2)
LONGEST_CHAIN = 4
"""SPF of the domain, and three includes inside each other: nothing can ask for these at once."""
DOMAINS = 20
MANY = 500

_DRIVER = """
import functools, json, sys, time
import dns.query

def here(ask):  # some of its questions go to the system's resolver whatever it is told
    @functools.wraps(ask)
    def asked(query, where, timeout=None, port=53, *rest, **more):
        return ask(query, "127.0.0.1", timeout, int(sys.argv[1]), *rest, **more)
    return asked

dns.query.udp, dns.query.tcp = here(dns.query.udp), here(dns.query.tcp)
import checkdmarc

began = time.perf_counter()
found = checkdmarc.check_domains(
    sys.argv[2].split(","), nameservers=["127.0.0.1"], skip_tls=True, timeout=5.0
)
seconds = time.perf_counter() - began
first = found[0] if isinstance(found, list) else found
print(json.dumps({
    "seconds": seconds,
    "spf": first["spf"]["valid"],
    "dmarc": first["dmarc"]["tags"]["p"]["value"],
    "mx": [host["hostname"] for host in first["mx"]["hosts"]],
}))
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What both must agree on."""

    spf: bool
    dmarc: str
    mx: tuple[str, ...]


@dataclass
class Served:
    """A server that runs elsewhere."""

    port: int
    questions: int = 0
    """Known when it has ended."""


@contextmanager
def serve(count: int, latency_s: float) -> Iterator[Served]:
    """Run the server in a process of its own, so that it takes no time from either side."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(
        target=_serve, args=(there, count, latency_s)
    )
    process.start()
    served = Served(port=here.recv())
    try:
        yield served
    finally:
        here.send("end")
        served.questions = here.recv()
        process.join()


def _serve(pipe: Connection, count: int, latency_s: float) -> None:
    with ZoneServer(zones(count), Faults(delay_s=latency_s)) as server:
        pipe.send(server.port)
        pipe.recv()
        pipe.send(server.questions)


def zones(count: int) -> dict[str, dict[str, list[str]]]:
    """Good zones for several domains; SPF includes reach four records deep."""
    made: dict[str, dict[str, list[str]]] = {}
    for number in range(count):
        for name, records in good_zones().items():
            swap = f"contoso{number}.test" if number else "contoso.test"
            made[name.replace("contoso.test", swap)] = {
                kind: [text.replace("contoso.test", swap) for text in texts]
                for kind, texts in records.items()
            }
    made["spf.protection.outlook.test"]["TXT"] = ["v=spf1 include:a.outlook.test -all"]
    made["a.outlook.test"] = {"TXT": ["v=spf1 ip4:198.51.100.0/24 include:b.outlook.test -all"]}
    made["b.outlook.test"] = {"TXT": ["v=spf1 ip4:192.0.2.0/24 -all"]}
    return made


def names(count: int) -> list[str]:
    return [f"contoso{number}.test" if number else "contoso.test" for number in range(count)]


def ours(server: Served, domains: list[str]) -> tuple[float, Verdict]:
    """Run all checks of these domains in one loop, with one resolver as a run has."""

    async def go() -> tuple[float, Verdict]:
        resolver = DnsPythonResolver(("127.0.0.1",), server.port)
        began = time.perf_counter()
        runs = await asyncio.gather(
            *(
                run_plan(dns_checks(_question(domain, resolver)), lambda _: None)
                for domain in domains
            )
        )
        spent = time.perf_counter() - began
        codes = {finding.code for finding in runs[0].findings}
        mx = next(finding for finding in runs[0].findings if finding.code.startswith("dns.mx."))
        host = mx.evidence.split()[-1].removesuffix(".")
        policy = "reject" if "dns.dmarc.ok" in codes else "none"
        return spent, Verdict("dns.spf.ok" in codes, policy, (host,))

    return asyncio.run(go())


def _question(domain: str, resolver: DnsPythonResolver) -> DnsQuestion:
    return DnsQuestion(
        domain=DomainName.parse(domain),
        cloud=CLOUD,
        resolver=resolver,
        catalogue=CATALOGUE,
        compare_servers=False,
    )


def theirs(python: Path, server: Served, domains: list[str]) -> tuple[float, Verdict]:
    done = subprocess.run(
        [python, "-c", _DRIVER, str(server.port), ",".join(domains)],
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout.splitlines()[-1])
    return said["seconds"], Verdict(said["spf"], said["dmarc"], tuple(said["mx"]))


def make_opponent(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "-q", OPPONENT]
    subprocess.run(install, check=True, stderr=subprocess.DEVNULL)
    return python


def race(
    python: Path, latency_s: float, count: int, rounds: int
) -> tuple[float, float, tuple[int, int]]:
    """Run both in turn, and give the medians and how much each of them asked."""
    mine, other, asked, their_asked = [], [], 0, 0
    for _ in range(rounds):
        with serve(count, latency_s) as server:
            spent, verdict = ours(server, names(count))
        asked = server.questions
        mine.append(spent)
        with serve(count, latency_s) as server:
            spent, their_verdict = theirs(python, server, names(count))
        their_asked = server.questions
        other.append(spent)
        assert verdict == their_verdict, (verdict, their_verdict)
    return statistics.median(mine), statistics.median(other), (asked, their_asked)


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        python = make_opponent(Path(folder) / "opponent")
        print("domains  latency   ours s  checkdmarc s  faster   × chain  questions (ours, theirs)")
        with serve(1, 0.0) as server:
            ours(server, names(1))  # imports and first use are not what is measured
        for latency, count in [*((one, 1) for one in LATENCIES_S), (0.05, DOMAINS)]:
            mine, other, asked = race(python, latency, count, rounds)
            ratio = other / mine
            chain = mine / (LONGEST_CHAIN * latency) if latency else 0.0
            print(
                f"{count:>7}  {latency * 1000:>4.0f} ms  {mine:>7.3f}  {other:>12.3f}"
                f"  {ratio:>5.1f}×  {chain:>7.2f}  {asked[0]:>9}  {asked[1]}"
            )
            goal = 30 if count > 1 else 8
            if latency and ratio < goal:
                missed.append(f"{count} domains at {latency * 1000:.0f} ms: {ratio:.1f} of {goal}")
            if latency and count == 1 and chain > 1.5:
                missed.append(f"{chain:.2f} × the longest chain at {latency * 1000:.0f} ms")
    missed += measure_many()
    print(*(f"missed: {one}" for one in missed), sep="\n")
    return 1 if missed else 0


def measure_many() -> list[str]:
    """Check many domains, and look at the memory that it took."""
    with serve(MANY, 0.0) as server:
        spent, _ = ours(server, names(MANY))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{MANY} domains: {spent:.1f} s, peak {peak:.0f} MB")
    return [f"{peak:.0f} MB for {MANY} domains"] if peak > 120 else []


if __name__ == "__main__":
    sys.exit(main())
