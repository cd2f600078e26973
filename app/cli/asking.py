"""Questions to whoever sits at the terminal; a script is never asked."""

from __future__ import annotations

import sys

import click

from app.cli import output


def can_ask() -> bool:
    """Say whether somebody is there to answer."""
    return sys.stdin is not None and sys.stdin.isatty()


def confirm(question: str) -> None:
    """Ask, and go on for a yes alone; raises Abort for anything else."""
    if not click.confirm(output.visible(question), default=False, err=True):
        raise click.Abort
