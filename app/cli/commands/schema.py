"""`sendwright schema`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
import msgspec

from app.services.file_schemas import FileKind, file_schema
from app.services.result import schema


def _one_option_a_kind(command: Callable[..., None]) -> Callable[..., None]:
    for kind in reversed(FileKind):
        told = f"Print that of {kind.words} instead, for editors."
        command = click.option(f"--{kind}", is_flag=True, help=told)(command)
    return command


@click.command("schema")
@_one_option_a_kind
def command(**asked: bool) -> None:
    """Print the JSON Schema of every --json result."""
    kinds = [kind for kind in FileKind if asked[kind]]
    if len(kinds) > 1:
        raise click.UsageError("Choose one kind of file.")
    click.echo(msgspec.json.format(msgspec.json.encode(_wanted(kinds)), indent=2))


def _wanted(kinds: list[FileKind]) -> dict[str, Any]:
    return file_schema(kinds[0]) if kinds else schema()
