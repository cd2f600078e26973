"""`sendwright explain`."""

from __future__ import annotations

from pathlib import Path

import click

from app.catalogue import installed_catalogue
from app.cli import output
from app.cli.options import json_option, read_text
from app.services.explaining import Explained, explain
from app.services.result import make_result


@click.command("explain")
@click.argument("words", nargs=-1, metavar="[TEXT]")
@click.option("--file", "source", type=click.Path(path_type=Path), help="Read a file, or an .eml.")
@json_option
def command(words: tuple[str, ...], source: Path | None, *, as_json: bool) -> None:
    """Explain a server's reply, a bounce or an AADSTS error: cause, who must act, fix.

    TEXT may be pasted as it stands in a log; without it, or with -, standard input is read.
    """
    explained = explain(installed_catalogue(), read_text(words, source))
    result = make_result("explain", findings=explained.findings, result=explained.details)
    if not as_json:
        output.print_findings(explained.findings)
        _print_for_support(explained)
        raise click.exceptions.Exit(_exit_code(explained))
    output.finish(result, as_json=True, code=_exit_code(explained))


def _exit_code(explained: Explained) -> int:
    return 0 if explained.recognised else 3


def _print_for_support(explained: Explained) -> None:
    """Name what Microsoft's support asks for, where the text has it."""
    told = {name: value for name, value in explained.details["support"].items() if value}
    if told:
        words = ", ".join(f"{name} {output.visible(value)}" for name, value in told.items())
        click.echo(f"For Microsoft's support: {words}")
    if not explained.recognised:
        click.echo("These words are not known; this reading is a general one, by the code alone.")
