"""Nothing lands that still waits for its author."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.skeleton.__main__ import ROOT
from tests.skeleton.drafts import MARK, find_marks


def test_nothing_is_left_to_fill_in() -> None:
    """Each place says itself what belongs there; `python -m tests.skeleton` wrote it."""
    assert list(find_marks(ROOT)) == []


@pytest.mark.parametrize(
    "path",
    ["app/a.py", "resources/catalogue/targets/a.toml", "resources/x/a.ini.j2", "tests/a.txt"],
)
def test_a_mark_is_found_with_its_line(path: str, tmp_path: Path) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(f'x = 1\ntitle = "{MARK} what is the case"\n', "utf-8")
    assert list(find_marks(tmp_path)) == [f'{path}:2: title = "{MARK} what is the case"']
