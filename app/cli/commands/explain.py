"""`sendwright explain`."""

from __future__ import annotations

from pathlib import Path

import click

from app.catalogue import Catalogue
from app.cli import output
from app.cli.options import json_option, read_text
from app.wiring.explaining import explain
from app.wiring.result import make_result


@click.command("explain")
@click.argument("words", nargs=-1, metavar="[TEXT]")
@click.option("--file", "source", type=click.Path(path_type=Path), help="Read a file, or an .eml.")
@json_option
def command(words: tuple[str, ...], source: Path | None, *, as_json: bool) -> None:
    """Explain a server's reply, a bounce or an AADSTS error: cause, who must act, fix.

    TEXT may be pasted as it stands in a log; without it, or with -, standard input is read.
    """
    explained = explain(Catalogue(), read_text(words, source))
    result = make_result("explain", findings=explained.findings, result=explained.details)
    output.finish(result, as_json=as_json, code=0 if explained.recognised else 3)
