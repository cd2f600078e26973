"""A new part of a page: the class, and the test that works it by keyboard."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from app.flow.journey import Step
from tests.skeleton.drafts import Plan, RefusedError, new_file, one_of, shape

STEPS = {"trial" if step is Step.TEST else step.value: step for step in Step}
"""Folders of the pages; that of the checks has another name, since pytest would take it."""
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LONGEST = 20
_WAY = (
    "practise(driver)",
    "driver.next()",
    "driver.next()",
    "take_path(driver, SendingPath.SMTP_AUTH_OAUTH)\n    driver.next()",
    "driver.next()",
    "sign_in(driver)\n    driver.next()",
    'driver.press("test.run")\n    driver.settle()\n    driver.next()',
    "driver.next()",
)
"""What a person does to come to each page from the one before."""


def plan_page(root: Path, step: str, name: str) -> Plan:
    """Plan the files of a part; raises RefusedError."""
    if step not in STEPS:
        raise RefusedError(f"{step!r} is no page; it is {one_of(list(STEPS))}")
    is_word = _NAME.fullmatch(name) and not keyword.iskeyword(name)
    if not is_word or len(name) > _LONGEST:
        raise RefusedError(
            f"{name!r} is no name of a module: small letters, digits and single underscores, "
            f"no word of Python's own, {_LONGEST} at most"
        )
    folder = root / "app" / "gui" / "pages" / step
    if (folder / name).exists():
        raise RefusedError(f"{step} has a folder {name} already")
    way = _WAY[: list(STEPS).index(step) + 1]
    used = [word for word in ("practise", "sign_in", "take_path") if f"{word}(" in "".join(way)]
    values = {
        "step": step,
        "name": name,
        "kind": "".join(part.capitalize() for part in name.split("_")),
        "object": f"{STEPS[step].value}.{name}",
        "way": "\n    ".join(way),
        "helpers": ", ".join(["audit_page", *used]),
        "path": "from app.domain.path import SendingPath\n" if "take_path" in used else "",
    }
    return Plan(
        drafts=(
            new_file(folder / f"{name}.py", shape("page.py", **values)),
            new_file(
                root / "tests" / "gui" / "pages" / step / f"test_{name}.py",
                shape("test_page.py", **values),
            ),
        ),
        then=tuple(shape("page.next", **values).splitlines()),
    )
