"""Where everything lies: under SENDWRIGHT_HOME, or in the system's usual places."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.store.folders import Folders

if TYPE_CHECKING:
    import pytest


def test_one_folder_can_hold_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDWRIGHT_HOME", str(tmp_path))
    folders = Folders.of_user()
    assert folders == Folders.under(tmp_path)
    assert {folders.data.parent, folders.cache.parent, folders.config.parent} == {tmp_path}
    assert list(tmp_path.iterdir()) == []


def test_else_the_usual_places_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SENDWRIGHT_HOME", raising=False)
    folders = Folders.of_user()
    assert folders.data.is_absolute()
    assert "sendwright" in str(folders.data).lower()
    assert folders.data != folders.cache
