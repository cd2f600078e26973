"""Writes the manual page and the shell completions from the command line itself.

python packaging/common/manual.py FOLDER
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app import __version__
from app.cli.main import cli

_COMPLETIONS: dict[str, type[ShellComplete]] = {
    "sendwright.bash": BashComplete,
    "_sendwright": ZshComplete,
    "sendwright.fish": FishComplete,
}
_EXIT_CODES = {
    "0": "all is well",
    "1": "something must be fixed",
    "2": "wrong usage",
    "3": "it could not be told",
    "130": "cancelled",
}
_ENVIRONMENT = {
    "SENDWRIGHT_CLOUD": "A cloud file, or the id of a Microsoft cloud; --cloud goes first.",
    "NO_COLOR": "Where it is set, marks have no colour.",
    "SENDWRIGHT_HOME": "One folder for all client files, caches and settings.",
}


def manual_page(day: datetime) -> str:
    """Return sendwright(1) as troff."""
    context = click.Context(cli, info_name="sendwright", **cli.context_settings)
    lines = [
        f'.TH SENDWRIGHT 1 "{day:%Y-%m-%d}" "sendwright {__version__}" "User Commands"',
        ".SH NAME",
        "sendwright \\- set up mail sending through Microsoft 365",
        ".SH SYNOPSIS",
        ".B sendwright",
        "[\\fIOPTIONS\\fR] [\\fICOMMAND\\fR] [\\fIARGUMENTS\\fR]",
        ".SH DESCRIPTION",
        _plain(cli.help or ""),
        ".SH OPTIONS",
        *_options(cli, context),
        ".SH COMMANDS",
        *_commands(cli, context, ()),
        ".SH EXIT STATUS",
        *_definitions(_EXIT_CODES),
        ".SH ENVIRONMENT",
        *_definitions(_ENVIRONMENT),
    ]
    return "\n".join(lines) + "\n"


def completion(name: str) -> str:
    """Return what a shell reads to complete the command line."""
    made = _COMPLETIONS[name](cli, {}, "sendwright", "_SENDWRIGHT_COMPLETE")
    return made.source_template % made.source_vars()


def _commands(group: click.Group, context: click.Context, above: tuple[str, ...]) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        words = (*above, name)
        inner = click.Context(command, info_name=name, parent=context)
        usage = " ".join(command.collect_usage_pieces(inner))
        yield f".SS {_plain(' '.join(words))} {_plain(usage)}"
        yield _plain(command.help or "")
        yield from _options(command, inner)
        if isinstance(command, click.Group):
            yield from _commands(command, inner, words)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record and "--help" not in parameter.opts:
            yield from (".TP", f".B {_plain(record[0])}", _plain(record[1]) or "\\&")


def _definitions(pairs: dict[str, str]) -> Iterator[str]:
    for name, meaning in pairs.items():
        yield from (".TP", f".B {name}", _plain(meaning))


def _plain(text: str) -> str:
    """Keep troff from reading words of the help as its own."""
    text = re.sub(r"\s*\n\s*", " ", text.replace("\b", "").strip())
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = re.sub(r"[^\x00-\x7f]", lambda found: f"\\[u{ord(found.group()):04X}]", text)
    return f"\\&{text}" if text.startswith((".", "'")) else text


def main() -> int:
    """Write all of them into a folder."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", "0")) or datetime.now(UTC).timestamp()
    day = datetime.fromtimestamp(epoch, UTC)
    (out / "sendwright.1").write_text(manual_page(day), "utf-8", newline="\n")
    for name in _COMPLETIONS:
        (out / name).write_text(completion(name), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
