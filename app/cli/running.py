"""How a command ends that ran checks: kept with the client, compared, printed."""

from __future__ import annotations

from typing import Any, NoReturn

from app.cli import output
from app.cli.timing import print_times, print_transcript
from app.domain.check import CheckRun
from app.domain.compare import Changes
from app.domain.organisation.client import Client
from app.services.checking.comparing import compare_with_kept
from app.services.clients import keep_run
from app.services.engine import Engine
from app.services.result import findings_as_documents, of_run


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
        compared = compare_with_kept(engine.runs, client.id, run)
        changes = compared.changes
        for finding in compared.unread:
            output.need(output.visible(f"! {output.word(finding).in_one}"))
        keep_run(client, run, engine.clients, engine.runs)
    if changes and not as_json:
        _print_changes(changes)
    shown = {**result, "changes": _as_document(changes) if changes else None}
    if not as_json:
        _print_session(run, with_transcript=with_transcript)
    output.finish(of_run(command, run, client=client.id, result=shown), as_json=as_json)


def _print_session(run: CheckRun, *, with_transcript: bool) -> None:
    if with_transcript:
        print_transcript(run)
    print_times(run)


def _as_document(changes: Changes) -> dict[str, Any]:
    return {
        "since": changes.since,
        "appeared": findings_as_documents(changes.appeared),
        "gone": findings_as_documents(changes.gone),
    }


def _print_changes(changes: Changes) -> None:
    since = f"{changes.since:%Y-%m-%d %H:%M} UTC"
    if changes.is_nothing:
        output.say(f"Nothing changed since the last good run of {since}.")
        return
    output.say(f"Since the last good run of {since}:")
    for finding in changes.appeared:
        output.say(f"  new   {output.visible(output.word(finding).title)}")
    for finding in changes.gone:
        output.say(f"  gone  {output.visible(output.word(finding).title)}")
