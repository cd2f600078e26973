"""The words after `packaging/sendwright.py`."""

from __future__ import annotations

import importlib.util

import pytest
import sendwright


@pytest.mark.parametrize("words", [[], ["--help"], ["no-such-verb"]])
def test_usage_names_every_verb_and_proof(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = sendwright.main(words)
    said = capsys.readouterr().err
    assert code == (0 if words == ["--help"] else sendwright.WRONG_USAGE)
    assert all(f"sendwright.py {verb} " in said for verb in ("run", "test", "prove"))
    assert all(name in said for name in sendwright.PROOFS)


@pytest.mark.parametrize("words", [[], ["no-such-proof"]])
def test_a_proof_that_is_not_there_is_wrong_usage(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert sendwright.main(["prove", *words]) == sendwright.WRONG_USAGE
    assert "net" in capsys.readouterr().err


@pytest.mark.parametrize("module", sendwright.PROOFS.values())
def test_every_proof_can_be_run(module: str) -> None:
    assert importlib.util.find_spec(module) is not None
