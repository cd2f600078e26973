"""What CONTRIBUTING names is there: files, and the tests and helpers of its commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.skeleton.__main__ import ROOT, main

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
NAMED = re.compile(r"(?<![\w/.])(?:app|packaging|resources|tests)/[\w./*{},\[\]-]*[\w*}]")


def patterns(named: str) -> Iterator[str]:
    """Give what a name stands for: one of each {a,b}, anything for each WORD."""
    if found := re.search(r"\{([^}]*)\}", named):
        for word in found[1].split(","):
            yield from patterns(named.replace(found[0], word, 1))
    else:
        yield re.sub(r"[A-Z]{2,}", "*", named.replace("[", "[[]"))


@pytest.mark.parametrize("named", sorted(set(NAMED.findall(TEXT))))
def test_what_is_named_is_there(named: str) -> None:
    for pattern in patterns(named):
        assert any(ROOT.glob(pattern)), pattern


@pytest.mark.parametrize("helper", ["target", "finding", "page"])
def test_each_helper_stands_in_a_recipe(helper: str) -> None:
    assert f"`python -m tests.skeleton {helper} " in TEXT
    with pytest.raises(SystemExit) as ended:
        main([helper, "--help"])
    assert ended.value.code == 0
