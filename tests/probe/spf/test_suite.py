"""Runs the RFC 7208 test suite of openspf.org against a real DNS server on loopback.

The suite is in `rfc7208/` with its licence; it was turned from YAML into JSON, comments left out.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.spf.result import SpfResult
from app.probe.dns.resolver import DnsPythonResolver
from app.probe.spf.check_host import check_host
from tests.zone_server import Faults, ZoneServer

SUITE = json.loads((Path(__file__).parent / "rfc7208" / "suite.json").read_text("utf-8"))
CASES = [
    pytest.param(scenario, case, id=name)
    for scenario in SUITE
    for name, case in scenario["tests"].items()
]
_SILENT_S, _ANSWERING_S = 1.5, 30.0
"""Only where a server keeps silent is the time waited out; elsewhere it is for a busy machine."""


def serve(zonedata: dict[str, list[Any]]) -> ZoneServer:
    """SPF entries stand for TXT where a name has no TXT of its own; TIMEOUT is silence."""
    zones: dict[str, dict[str, list[str]]] = {}
    silent: set[tuple[str, str]] = set()
    for name, entries in zonedata.items():
        records = zones.setdefault(name.lower(), {})
        kinds = {kind for entry in entries if isinstance(entry, dict) for kind in entry}
        for entry in entries:
            if entry == "TIMEOUT":
                given = {kind for kind in kinds if {kind: "NONE"} not in entries}
                silent |= {(name.lower(), kind) for kind in {"TXT", "A", "MX", "AAAA"} - given}
                continue
            for kind, value in entry.items():
                if kind == "SPF" and "TXT" not in kinds:
                    records.setdefault("TXT", []).append(_text(value))
                elif kind != "SPF" and value != "NONE":
                    records.setdefault(kind, []).append(_record(kind, value))
    return ZoneServer(zones, Faults(silent_kinds=silent))


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "|".join(value)


def _record(kind: str, value: Any) -> str:
    match kind:
        case "TXT":
            return _text(value)
        case "MX":
            return f"{value[0]} {value[1].rstrip('.')}."
        case "PTR" | "CNAME":
            return f"{value.rstrip('.')}."
        case _:
            return str(value)


def run(scenario: dict[str, Any], case: dict[str, Any]) -> SpfResult:
    async def ask() -> SpfResult:
        resolver = DnsPythonResolver((server.host,), server.port, deadline_s=patience_s)
        return await check_host(case["host"], case["mailfrom"], case["helo"], resolver)

    is_silent = any("TIMEOUT" in entries for entries in scenario["zonedata"].values())
    patience_s = _SILENT_S if is_silent else _ANSWERING_S
    with serve(scenario["zonedata"]) as server:
        return asyncio.run(ask())


@pytest.mark.parametrize(("scenario", "case"), CASES)
def test_suite(scenario: dict[str, Any], case: dict[str, Any]) -> None:
    result = run(scenario, case)
    wanted = case["result"] if isinstance(case["result"], list) else [case["result"]]
    assert result.result.value in wanted, result
    if case.get("explanation", "DEFAULT") != "DEFAULT":
        assert result.explanation == case["explanation"]
    elif "explanation" in case:
        assert result.explanation == ""
