"""Options and arguments that several commands share, and how they become objects."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from app.domain.organisation.client import Audience, OAuthAbility, Purpose, SenderKind
from app.domain.organisation.draft import Draft
from app.domain.path import SendingPath
from app.domain.secret import Secret
from app.services.engine import Engine
from app.services.pasting import LONGEST, decode_pasted, read_pasted_file

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

PATHS = click.Choice([path.value for path in SendingPath])


def cloud_option(command: F) -> F:
    """Add --cloud, which names a cloud of the catalogue or a cloud file."""
    return click.option(
        "--cloud",
        envvar="SENDWRIGHT_CLOUD",
        default="",
        metavar="FILE",
        help="A cloud file, or the id of a Microsoft cloud.  [env: SENDWRIGHT_CLOUD]",
    )(command)


def json_option(command: F) -> F:
    """Add --json, which prints one JSON object on stdout."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")(command)


def out_option(command: F) -> F:
    """Add --out, the folder that files are written to."""
    return click.option(
        "--out",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        required=True,
        metavar="DIR",
        help="The folder to write to; it is made if it is not there.",
    )(command)


def path_option(command: F) -> F:
    """Add --path, a sending path by its id."""
    return click.option("--path", "path_id", type=PATHS, help="The sending path.")(command)


def build_engine(cloud: str = "") -> Engine:
    """Build the engine for one command."""
    return Engine.of_user(cloud=cloud)


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """Run one coroutine to its end; Ctrl-C cancels it and lets it clean up."""
    return asyncio.run(work)


def ask_password() -> Secret:
    """Take a password from SENDWRIGHT_PASSWORD or ask for it; it is never an argument."""
    return Secret(
        os.environ.get("SENDWRIGHT_PASSWORD") or click.prompt("Password", hide_input=True, err=True)
    )


def read_draft(words: Mapping[str, object]) -> Draft:
    """Make a draft of what --options said; those that were not given keep their defaults."""
    return msgspec.convert({k: v for k, v in words.items() if v is not None}, Draft)


def read_text(words: tuple[str, ...], source: Path | None) -> str:
    """Take text from the words of the command, from a file, or from standard input (`-`)."""
    if source is not None:
        return read_pasted_file(source)
    if words in ((), ("-",)):
        return decode_pasted(sys.stdin.buffer.read(LONGEST))
    return " ".join(words)


def answer_options(command: F) -> F:
    """Add the options that answer the wizard's questions about what sends."""
    for option in reversed(_ANSWERS):
        command = option(command)
    return command


def _choice(kind: type[StrEnum]) -> click.Choice[str]:
    return click.Choice([member.value for member in kind])


_ANSWERS: tuple[Callable[[Any], Any], ...] = (
    click.option("--name", default="", help="What to call the client."),
    click.option("--path", type=PATHS, help="The sending path."),
    click.option("--sender", "kinds", multiple=True, type=_choice(SenderKind)),
    click.option("--device", "devices", multiple=True, metavar="ID", help="See `devices`."),
    click.option("--audience", default="both", type=_choice(Audience), help="Who receives."),
    click.option("--per-day", type=click.IntRange(1), default=100, help="Messages a day."),
    click.option("--purpose", default="everyday", type=_choice(Purpose), help="What it is for."),
    click.option("--per-minute", type=click.IntRange(1), default=1, help="In the busiest minute."),
    click.option("--recipients-per-message", type=click.IntRange(1), default=1),
    click.option("--licences", type=click.IntRange(1), help="Paid licences with Exchange Online."),
    click.option("--from", "from_address", default="", metavar="ADDRESS"),
    click.option("--from-name", default="", help="The name shown beside the From address."),
    click.option("--oauth", default="unknown", type=_choice(OAuthAbility)),
    click.option("--relay-ip", "fixed_ips", multiple=True, metavar="IP"),
    click.option("--sign-in-as", default="", metavar="ADDRESS", help="Default: as --from."),
    click.option("--application-id", default="", envvar="SENDWRIGHT_APPLICATION_ID"),
    click.option(
        "--enterprise-object-id",
        default="",
        metavar="ID",
        help="The app's Object ID under Enterprise applications, for a server that signs in alone.",
    ),
    click.option(
        "--certificate-name",
        default="",
        metavar="NAME",
        help="Of the relaying server's certificate.",
    ),
    click.option("--to", "recipients", multiple=True, metavar="ADDRESS", help="Test mail."),
)
