"""What the command line prints: results on stdout, progress and errors on stderr."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from app.catalogue.actors import name_actor
from app.catalogue.translation import installed_translation, installed_wording
from app.domain.check import (
    CheckEvent,
    CheckFinished,
    CheckSkipped,
    CheckStarted,
    PlanStarted,
)
from app.domain.errors import AppError
from app.domain.finding import Actor, Finding, Severity, State, exit_code, sort_worst_first
from app.domain.freshness import is_stale
from app.domain.handover.admin_step import PreparedStep, WordedStep
from app.domain.paths.remark import Remark, WordedRemark
from app.domain.visible import LINES, make_visible
from app.domain.worded import ENGLISH, Worded
from app.services.result import CommandResult, make_result, to_json

MARKS = {Severity.OK: "✓", Severity.INFO: "·", Severity.WARNING: "!", Severity.ERROR: "✗"}
_COLOURS = {Severity.OK: "green", Severity.WARNING: "yellow", Severity.ERROR: "red"}
EXIT_CANCELLED = 130
_QUIET = "app.cli.quiet"


def visible(text: str) -> str:
    """Show control characters, escapes and text-direction marks instead of obeying them."""
    return make_visible(text, keep=LINES)


def print_result(result: CommandResult) -> None:
    """Write one JSON object to stdout."""
    sys.stdout.buffer.write(to_json(result))
    sys.stdout.flush()


def word(finding: Finding) -> Worded:
    """Say a finding in the language of the command line."""
    return installed_wording(ENGLISH)(finding)


def remark(made: Remark) -> WordedRemark:
    """Say what speaks for or against a path in the language of the command line."""
    return installed_translation(ENGLISH).remark(made)


def step(prepared: PreparedStep) -> WordedStep:
    """Say a step in the language of the command line."""
    return installed_translation(ENGLISH).step(prepared)


def as_document(thing: object) -> Any:
    """Write a dataclass as a table, with the words of each remark in it."""
    if isinstance(thing, Remark):
        return asdict(remark(thing))
    if is_dataclass(thing):
        return {part.name: as_document(getattr(thing, part.name)) for part in fields(thing)}
    return [as_document(part) for part in thing] if isinstance(thing, tuple) else thing


def mark(finding: Worded) -> str:
    """Say how it stands by a sign, in colour where the terminal has some."""
    sign = "?" if finding.state is State.UNTOLD else MARKS[finding.severity]
    return _coloured(sign, _COLOURS.get(finding.severity))


def _coloured(text: str, colour: str | None) -> str:
    """Colour a mark, unless whoever reads asked for none: https://no-color.org."""
    return text if os.environ.get("NO_COLOR") else click.style(text, fg=colour)


def print_findings(findings: tuple[Finding, ...], *, only_open: bool = False) -> None:
    """List findings worst first, each with its cause and the way out."""
    print_worded(tuple(word(finding) for finding in findings), only_open=only_open)


def print_worded(findings: tuple[Worded, ...], *, only_open: bool = False) -> None:
    """List findings worst first, each with its cause and the way out."""
    for finding in sort_worst_first(findings):
        if not (only_open and finding.is_well):
            print_finding(finding)


def print_finding(finding: Worded) -> None:
    """Print one finding; what needs nobody takes one line."""
    click.echo(f"{mark(finding)} {visible(finding.title)}  [{visible(finding.subject)}]")
    if finding.said_on:
        click.echo(f"    Said on {finding.said_on}, in English; the next check says it anew.")
    if finding.is_well:
        return
    if finding.cause:
        click.echo(f"    {visible(finding.cause)}")
    if finding.who_acts is not Actor.NOBODY:
        click.echo(f"    Who must act: {name_actor(finding.who_acts)}")
    for number, step in enumerate(finding.fix, start=1):
        click.echo(f"    {number}. {visible(step)}")
    for line in finding.evidence.splitlines():
        click.echo(f"    | {visible(line)}")
    for source in finding.sources:
        if source.startswith("https://"):
            click.echo(f"    Read more: {source}{_age(finding)}")


def print_told(findings: tuple[Finding, ...]) -> None:
    """Say what was done, with what remains to be done; what is not well as every finding."""
    for finding in findings:
        said = word(finding)
        if not said.is_well:
            print_finding(said)
            continue
        click.echo(visible(said.in_one))
        for step in said.fix:
            click.echo(visible(f"    {step}"))


def _age(finding: Worded) -> str:
    """Say when somebody last looked, and that this was long ago where it was."""
    if finding.checked is None:
        return ""
    old = is_stale(finding.checked, datetime.now(UTC).date())
    return f"  looked up on {finding.checked}{', more than a year ago' if old else ''}"


def finish(
    result: CommandResult, *, as_json: bool, code: int | None = None, only_open: bool = False
) -> NoReturn:
    """Print a result in the form asked for, and exit with what its findings say."""
    if as_json:
        print_result(result)
    else:
        print_worded(result.findings, only_open=only_open)
    sys.stdout.flush()
    raise click.exceptions.Exit(exit_code(result.findings) if code is None else code)


def print_error(error: AppError, *, as_json: bool) -> None:
    """Tell why a command stopped: what happened, who must act, what to do next."""
    if as_json:
        finding = error.as_finding("sendwright")
        print_result(make_result("error", findings=(finding,)))
    said = word(error.finding)
    need(f"{_coloured('✗', 'red')} {visible(said.title)}")
    if said.cause:
        need(f"    {visible(said.cause)}")
    if said.who_acts is not Actor.YOU:
        need(f"    Who must act: {name_actor(said.who_acts)}")
    for number, step in enumerate(said.fix, start=1):
        need(f"    {number}. {visible(step)}")
    for line in error.evidence.splitlines():
        need(f"    | {visible(line)}")


def say(text: str) -> None:
    """Write one line of progress, or of what is good to know; --quiet leaves it out."""
    context = click.get_current_context(silent=True)
    if context is None or not context.find_root().meta.get(_QUIET):
        need(text)


def need(text: str) -> None:
    """Write one line without which a person cannot go on, or would trust too much."""
    click.echo(text, err=True)


def hush(context: click.Context) -> None:
    """Print results and errors only, from now on."""
    context.find_root().meta[_QUIET] = True


def cancelled() -> int:
    """Say that the person stopped it."""
    need("Cancelled. Nothing more was done.")
    return EXIT_CANCELLED


def leave_quietly() -> int:
    """Whoever read our output has had enough; Python would complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def print_bug(error: BaseException) -> int:
    """Keep the details of a fault of ours in a file and say where; show no traceback."""
    from app.services.installation.places import Folders

    folder = Folders.of_user().cache
    text = "".join(traceback.format_exception(error))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = Path(folder) / "last-fault.txt"
        path.write_text(text, encoding="utf-8")
        where = f"The details are in {path}."
    except OSError:
        where = text.strip().splitlines()[-1]
    need(f"{_coloured('✗', 'red')} Sendwright met a fault of its own and stopped")
    need(f"    {type(error).__name__}. {where}")
    need("    1. Try again; if it happens again, send that file to Sendwright's developers.")
    return 70


def progress(titles: dict[str, str]) -> Callable[[CheckEvent], None]:
    """Make a listener that writes each check's answer to stderr as it arrives."""

    def listen(event: CheckEvent) -> None:
        match event:
            case PlanStarted():
                titles.update({check.id: word(check.as_finding()).title for check in event.checks})
            case CheckFinished():
                worst = sort_worst_first(event.findings)[:1]
                mark = MARKS[worst[0].severity] if worst else MARKS[Severity.OK]
                text = word(worst[0]).title if worst else titles.get(event.id, event.id)
                say(f"{mark} {visible(text)}  ({event.elapsed_s * 1000:.0f} ms)")
            case CheckSkipped():
                say(f"- {visible(titles.get(event.id, event.id))}: not run")
            case CheckStarted():
                pass

    return listen
