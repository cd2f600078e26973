"""`sendwright advise` without a network."""

import json

import pytest

from app.cli.main import run

OLD_COPIER = ("advise", "contoso.com", "--offline", "--sender", "device", "--oauth", "no")


def advise(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = run((*OLD_COPIER, *words), open_wizard=lambda: 7)
    return code, capfd.readouterr().out


def test_advise_ranks_every_path_with_reasons(capfd: pytest.CaptureFixture[str]) -> None:
    code, out = advise(capfd, "--relay-ip", "203.0.113.10")
    assert code == 0
    assert out.startswith("recommended  Relay by IP address\n")
    assert "+ Nothing has to sign in: Microsoft knows you by your address 203.0.113.10" in out
    assert "- What sends cannot sign in with OAuth." in out
    assert out.count("impossible   ") == 3
    assert "note         It could not be told yet" in out


def test_advise_as_json_has_codes_and_sources(capfd: pytest.CaptureFixture[str]) -> None:
    code, out = advise(capfd, "--json")
    result = json.loads(out)
    assert code == 0
    assert result["schema"] == "sendwright.advise/1"
    options = result["result"]["options"]
    assert options[0]["path"] == "oauth_bridge"
    assert len(options) == 8
    remarks = [*options[0]["grounds"], *options[0]["obstacles"], *result["result"]["notes"]]
    assert all(remark["code"] and remark["sources"] for remark in remarks)
