"""The help beside the page."""

import pytest

from app.flow.journey import Step
from app.gui.guide import read_help


@pytest.mark.parametrize("step", Step)
def test_every_step_has_help_that_begins_with_its_name(step: Step) -> None:
    assert read_help(step).startswith("# ")


def test_the_test_step_says_how_checks_work() -> None:
    assert "could not be told" in read_help(Step.TEST)
