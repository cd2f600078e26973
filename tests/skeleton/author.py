"""Does in a copy of the tree what the helpers said is left to do, with made-up facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from app.catalogue import Catalogue
from app.catalogue.schema.words import FindingWords
from app.catalogue.translation import digest
from tests.skeleton.drafts import MARK

CODE = "lab.age"
JUDGED = "app/domain/freshness.py"
_SAID = "Good day."
_JUDGE = f'''

def judge_age(tell: Tell, days: int) -> Finding:
    """Say how old it is."""
    return tell("{CODE}", {{"days": str(days)}})
'''


def fill_in(tree: Path, written: Iterable[str]) -> None:
    """Put something right at each mark, then make the finding, and put the part on its page."""
    for name in written:
        _edit(
            tree / name,
            (rf"(?m)^ *(#|\{{#) {MARK}.*\n", ""),
            (rf"https://{MARK}\.invalid/", "https://example.com/"),
            (rf"{MARK} (what is read then|what came of it\.)", _SAID),
            (rf'"{MARK}"', '"3"'),
            (rf"{MARK} (\w)", lambda found: found[1].upper()),
        )
    _make_the_finding(tree)
    _translate(tree)
    _put_on_its_page(tree)
    consumer = tree / "tests/consumers/test_lab_mailer.py"
    _edit(consumer, (r"pytest\.fail\(.*", "return [recipient, file]"))


def _make_the_finding(tree: Path) -> None:
    _edit(
        tree / JUDGED,
        (r"(?m)^(from datetime .*\n)", r"\1\nfrom app.domain.finding import Finding, Tell\n"),
        (r"\Z", _JUDGE),
    )
    _edit(
        tree / "tests/domain/test_lab_age.py",
        (r"import pytest\n\n", "from app.catalogue import Catalogue\n"),
        (r"(import Finding\n)", r"\1from app.domain.freshness import judge_age\n"),
        (r"pytest\.fail\(.*", 'return (judge_age(Catalogue().teller("x"), 3),)'),
    )


def _translate(tree: Path) -> None:
    """Note in each language of which English its words are."""
    of = digest(Catalogue(tree / "resources" / "catalogue").findings[CODE], FindingWords)
    for path in (tree / "resources" / "i18n").glob("*/findings/lab.toml"):
        _edit(path, (r'(?m)^of = ".*"', f'of = "{of}"'))


def _put_on_its_page(tree: Path) -> None:
    _edit(
        tree / "app/gui/pages/client/page.py",
        (
            r"(from app\.gui\.pages\.client\.list)",
            r"from app.gui.pages.client.greeting import GreetingCard\n\1",
        ),
        (
            r"( +)(super\(\).*\n)",
            r"\1\2\1self.column.addWidget(GreetingCard(self.desk, self))\n",
        ),
    )


def _edit(path: Path, *changes: tuple[str, str | Callable[[re.Match[str]], str]]) -> None:
    text = path.read_text("utf-8")
    for pattern, new in changes:
        text = re.sub(pattern, new, text)
    path.write_text(text, "utf-8")
