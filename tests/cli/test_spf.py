"""`sendwright spf` as a conformance suite calls it: words in, one JSON object out.

The whole suite runs in `tests/probe`; here one case of each part goes through the command line.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.cli.main import run
from tests.probe.spf.test_suite import SUITE, serve

FIRST = [
    pytest.param(scenario, next(iter(scenario["tests"].items()))[1], id=str(number))
    for number, scenario in enumerate(SUITE)
]
EXPLAINED = [
    pytest.param(scenario, case, id=name)
    for scenario in SUITE
    for name, case in scenario["tests"].items()
    if case.get("explanation", "DEFAULT") != "DEFAULT"
][:4]


@pytest.mark.parametrize(("scenario", "case"), [*FIRST, *EXPLAINED])
def test_suite_goes_through_the_command_line(
    capfdbinary: pytest.CaptureFixture[bytes], scenario: dict[str, Any], case: dict[str, Any]
) -> None:
    with serve(scenario["zonedata"]) as server:
        words = ["--resolver", f"{server.host}:{server.port}", "--json"]
        asked = [case["host"], case["mailfrom"], case["helo"]]
        code = run(["spf", *words, *asked], open_wizard=lambda: 7)
    result = json.loads(capfdbinary.readouterr().out)["result"]
    wanted = case["result"] if isinstance(case["result"], list) else [case["result"]]
    assert code == 0
    assert result["result"] in wanted
    if case.get("explanation", "DEFAULT") != "DEFAULT":
        assert result["explanation"] == case["explanation"]


def test_trace_is_shown_to_a_person(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    zones = {"contoso.test": [{"SPF": "v=spf1 ip4:192.0.2.1 -all"}]}
    with serve(zones) as server:
        words = ["--resolver", f"{server.host}:{server.port}"]
        asked = ["192.0.2.1", "a@contoso.test", "x"]
        code = run(["spf", *words, *asked], open_wizard=lambda: 7)
    out = capfdbinary.readouterr().out.decode()
    assert (code, out.splitlines()[0]) == (0, "pass")
    assert "ip4:192.0.2.1  matches" in out
