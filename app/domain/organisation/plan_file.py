"""What a plan is called on disk; installers tell the system that such files are ours."""

from __future__ import annotations

PLAN_SUFFIX = ".sendwright"
PLAN_MEDIA_TYPE = "application/x-sendwright-plan"
"""The content is a client file: TOML without secrets."""


def names_plan(text: str) -> bool:
    """Say whether a word of the command line, or a dropped file, is a plan by its name."""
    return text.casefold().endswith(PLAN_SUFFIX)
