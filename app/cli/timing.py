"""What was said in the sessions of a run, and how long each step took."""

from __future__ import annotations

from collections.abc import Iterator

import click

from app.cli.output import visible
from app.domain.check import CheckFinished, CheckRun, Speaker

_MARKS = {Speaker.CLIENT: ">", Speaker.SERVER: "<", Speaker.NOTE: "*"}


def print_times(run: CheckRun) -> None:
    """Name the time of the whole run and of each step of its sessions."""
    click.echo(f"Time: {show_time(run.elapsed_s)} in all; independent checks run at once.")
    for check in run.finished:
        if check.transcript:
            click.echo(f"    {show_time(check.elapsed_s):>8}  {check.id}")


def print_transcript(run: CheckRun) -> None:
    """Print what both sides said, step by step; secrets were replaced when it was written down."""
    for check in run.finished:
        for line in _lines(check):
            click.echo(line)


def show_time(seconds: float) -> str:
    """Write a time as a person reads it: milliseconds while they are few."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _lines(check: CheckFinished) -> Iterator[str]:
    if check.transcript:
        yield f"Transcript of {check.id}, {show_time(check.elapsed_s)}"
    for line in check.transcript:
        for text in line.text.splitlines() or [""]:
            yield f"    {line.at_s:7.3f} {_MARKS[line.speaker]} {visible(text)}"
