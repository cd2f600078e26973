"""`sendwright export` finds what a person means, also a device, and says what it cannot make."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_command_line import Run, sendwright

__all__ = ["sendwright"]


@pytest.fixture
def client(sendwright: Run) -> str:
    words = ("clients", "add", "scan@contoso.com", "--offline", "--path", "smtp_auth_basic")
    code, out, err = sendwright(*words)
    assert code == 0, err
    return out.strip()


@pytest.mark.parametrize(
    ("word", "folder"), [("synology", "synology"), ("iDRAC", "idrac"), ("qnap", "qnap-qts")]
)
def test_device_is_exported_by_one_word(
    sendwright: Run, client: str, word: str, folder: str, tmp_path: Path
) -> None:
    code, _, err = sendwright("export", client, word, "--out", str(tmp_path))
    assert code == 0, err
    text = (tmp_path / folder / "settings.txt").read_text("utf-8")
    assert "smtp.office365.com" in text
    assert "scan@contoso.com" in text


def test_word_of_several_targets_names_them(sendwright: Run, client: str, tmp_path: Path) -> None:
    code, _, err = sendwright("export", client, "outlook", "--out", str(tmp_path))
    assert code == 2
    assert "outlook-new" in err
    assert "outlook-classic" in err


def test_unknown_word_names_what_is_near(sendwright: Run, client: str, tmp_path: Path) -> None:
    code, _, err = sendwright("export", client, "synolgy", "--out", str(tmp_path))
    assert code == 2
    assert "synology" in err
