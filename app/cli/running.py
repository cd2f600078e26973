"""How a command ends that ran checks: kept with the client, compared, printed."""

from __future__ import annotations

from typing import Any, NoReturn

import msgspec

from app.cli import output
from app.cli.timing import print_times, print_transcript
from app.domain.check import CheckRun
from app.domain.compare import Changes
from app.domain.organisation.client import Client
from app.services.engine import Engine
from app.services.result import of_run


def finish_run(
    engine: Engine,
    client: Client,
    run: CheckRun,
    command: str,
    result: dict[str, Any],
    *,
    as_json: bool,
    with_transcript: bool = False,
) -> NoReturn:
    """Keep the run of a client that is saved, say what changed, print and exit.

    JSON has the times and transcripts of all checks in any case.
    """
    changes = None
    if engine.clients.has(client.id):
        changes = engine.changes(client, run)
        engine.keep_run(client, run)
    if changes and not as_json:
        _print_changes(changes)
    shown = {**result, "changes": msgspec.to_builtins(changes)}
    if not as_json:
        _print_session(run, with_transcript=with_transcript)
    output.finish(of_run(command, run, client=client.id, result=shown), as_json=as_json)


def _print_session(run: CheckRun, *, with_transcript: bool) -> None:
    if with_transcript:
        print_transcript(run)
    print_times(run)


def _print_changes(changes: Changes) -> None:
    since = f"{changes.since:%Y-%m-%d %H:%M} UTC"
    if changes.is_nothing:
        output.say(f"Nothing changed since the last good run of {since}.")
        return
    output.say(f"Since the last good run of {since}:")
    for finding in changes.appeared:
        output.say(f"  new   {output.visible(finding.title)}")
    for finding in changes.gone:
        output.say(f"  gone  {output.visible(finding.title)}")
