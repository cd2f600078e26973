"""The command line: each command is imported only when it is called."""

from __future__ import annotations

import importlib
import io
import signal
import sys
from collections.abc import Callable, Sequence

import click

from app import __version__
from app.cli import output
from app.cli.groups import Group, add_quiet, quiet_option
from app.domain.errors import AppError

COMMANDS = {
    "demo": "do the whole job on the practice tenant; no account needed",
    "check": "check a domain's DNS and the connection to Microsoft 365",
    "advise": "recommend a sending path, with reasons",
    "inventory": "say which devices and senders go on, and what path each takes",
    "certificate": "make key and request for relay by certificate, check the chain",
    "steps": "list the admin steps of a client's path, with commands and undo",
    "settings": "show what to enter: server, port, sign-in, and the receiving side",
    "registration": "check the app registration, and see to its approval",
    "sign-in": "sign in and keep the refresh token in the system's keyring",
    "token": "print an access token, for passwordeval and its kind",
    "forget": "remove a client's tokens from the keyring",
    "send-test": "send real test messages and say what happened",
    "targets": "list what can be exported",
    "export": "write configurations for a client",
    "sheets": "print a settings sheet for each device of a CSV file",
    "message": "write the message to each person who must act, in their language",
    "report": "write the hand-over report as PDF and HTML",
    "plan": "save a client's plan as a file, and open it again",
    "explain": "explain a server's reply, a bounce or a sign-in error; offline",
    "spf": "evaluate SPF as a receiver would (RFC 7208) and show the trace",
    "clients": "list, show, add, change, remove, move and re-check clients",
    "devices": "search the device catalogue",
    "schema": "print the JSON Schema of every --json result",
    "self-test": "prove that this installation works",
    "help": "explain a command",
}


class _LazyGroup(Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"app.cli.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        add_quiet(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(
    __version__, "-V", "--version", prog_name="sendwright", message="%(prog)s %(version)s"
)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Set up mail sending through Microsoft 365. Without a command the wizard opens."""
    if ctx.invoked_subcommand is None:
        open_wizard: Callable[[], int] = ctx.obj
        ctx.exit(open_wizard())


cli.params.append(quiet_option())


def run(argv: Sequence[str], *, open_wizard: Callable[[], int]) -> int:
    """Run one command and return its exit code; no error reaches the user as a traceback."""
    _stop_like_any_program()
    _write_any_letter()
    try:
        code = cli.main(list(argv), prog_name="sendwright", standalone_mode=False, obj=open_wizard)
    except click.exceptions.Abort:
        return output.cancelled()
    except click.ClickException as exc:
        exc.show()
        return exc.exit_code
    except AppError as exc:
        output.print_error(exc, as_json="--json" in argv)
        return exc.exit_code
    except KeyboardInterrupt:
        return output.cancelled()
    except BrokenPipeError:
        return output.leave_quietly()
    except Exception as exc:  # noqa: BLE001  # the boundary: a bug is told in one place
        return output.print_bug(exc)
    return int(code or 0)


def _stop_like_any_program() -> None:
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def _write_any_letter() -> None:
    """Write UTF-8 into files and pipes; Windows would take a code page that lacks our marks.

    A terminal keeps its encoding and shows what it lacks as a question mark. Windows counts NUL as
    a terminal, with a code page.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
