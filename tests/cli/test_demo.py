"""The demo and the self-test: what a stranger runs first."""

import json
from pathlib import Path

import pytest

from app.cli.main import run


def call(*words: str) -> int:
    return run(words, open_wizard=lambda: 1)


def test_demo_does_the_whole_job(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "demo"
    assert call("demo", "--out", str(folder)) == 0
    captured = capfd.readouterr()
    assert "test messages arrived" in captured.err
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert report["schema"] == "sendwright.demo/1"
    assert report["result"]["delivered"] == {"smtp_auth_oauth": 2, "relay_ip": 2}
    assert report["result"]["paths"] == ["smtp_auth_oauth", "relay_ip"]
    for name in report["result"]["files"]:
        assert (folder / name).stat().st_size > 0
    suffixes = {Path(name).suffix for name in report["result"]["files"]}
    assert {".pdf", ".zip", ".xml", ".cf", ".html"} <= suffixes
    assert list(folder.rglob("msmtprc"))


def test_demo_goes_on_where_a_program_cannot_hold_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """On Windows every path has a colon, and many have a blank."""
    place = tmp_path / "C: Anna Müller"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    folder = tmp_path / "demo"
    assert call("demo", "--out", str(folder)) == 0
    assert "A value cannot be written for sendmail" in capfd.readouterr().err
    written = {path.name for path in (folder / "relay_ip").iterdir()}
    assert "postfix-relay" in written
    assert "sendmail" not in written


def test_demo_leaves_no_token_behind_in_what_it_writes(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    call("demo", "--out", str(folder))
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"eyJ" not in content, f"a token stands in {path.name}"
            assert b"Practice-Printer" not in content, f"a password stands in {path.name}"


def test_self_test_proves_the_installation(capfd: pytest.CaptureFixture[str]) -> None:
    assert call("self-test", "--json") == 0
    findings = json.loads(capfd.readouterr().out)["findings"]
    codes = {finding["code"] for finding in findings}
    assert {
        "self_test.catalogue.complete",
        "self_test.roots.found",
        "self_test.keyring.absent",
        "self_test.window.works",
        "self_test.delivery.works",
        "self_test.exports.made",
    } == codes
