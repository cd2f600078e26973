"""Commands that hold others: what was mistyped is guessed, and each takes --quiet."""

from __future__ import annotations

import difflib

import click

from app.cli import output

_NEAR = 0.7
"""How alike a command must be to be guessed: `chek` is `check`, and not `schema`."""


class Group(click.Group):
    """A group that names what is near to a command which it does not have."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or end with those that may have been meant."""
        name = args[0]
        is_word = not (name.startswith("-") or ctx.resilient_parsing)
        if is_word and self.get_command(ctx, name) is None:
            near = difflib.get_close_matches(name, self.list_commands(ctx), n=3, cutoff=_NEAR)
            meant = f" Did you mean {' or '.join(near)}?" if near else ""
            ctx.fail(output.visible(f"No such command “{name[:60]}”.{meant}"))
        return super().resolve_command(ctx, args)


def _hush(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001  # click's
    if value:
        output.hush(ctx)


def quiet_option() -> click.Option:
    """Make -q, which leaves results and errors."""
    return click.Option(
        ["-q", "--quiet"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_hush,
        help="Print results and errors only.",
    )


def add_quiet(command: click.Command) -> None:
    """Let a command, and all that it holds, take --quiet; once is enough."""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            add_quiet(one)
    elif not any("--quiet" in param.opts for param in command.params):
        command.params.append(quiet_option())
