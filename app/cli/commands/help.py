"""`sendwright help`."""

from __future__ import annotations

import click


@click.command("help")
@click.argument("words", nargs=-1, metavar="[COMMAND]...")
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Explain COMMAND, as its own --help does.

    \b
    Examples:
      sendwright help check
      sendwright help clients set
    """
    shown = ctx.find_root()
    for word in words:
        group = shown.command
        if not isinstance(group, click.Group):
            shown.fail(f"{shown.command_path} has no commands of its own.")
        name, found, _ = group.resolve_command(shown, [word])
        if found is None:
            shown.fail(f"{shown.command_path} has no such command.")
        shown = type(ctx)(found, parent=shown, info_name=name, **group.context_settings)
    click.echo(shown.get_help())
