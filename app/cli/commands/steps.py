"""`sendwright steps`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

import click

from app.catalogue.actors import name_actor
from app.cli import output
from app.cli.footnotes import Footnotes
from app.cli.naming import find_client
from app.cli.options import build_engine, cloud_option, json_option
from app.domain.freshness import is_stale
from app.domain.handover.admin_step import StepCondition, WordedStep
from app.domain.organisation.change import Did
from app.services.preparing import give_values, name_app, steps_of, tick
from app.services.result import make_result

_WHEN = {
    StepCondition.OPTIONAL: "optional",
    StepCondition.IF_REFUSED: "only when mail is refused",
}


@click.command("steps")
@click.argument("client_name", metavar="CLIENT")
@click.option("--done", multiple=True, metavar="STEP", help="Tick a step as done.")
@click.option("--not-done", multiple=True, metavar="STEP", help="Take the tick away.")
@click.option("--application-id", default="", metavar="ID", help="The app's, from its overview.")
@click.option(
    "--enterprise-object-id",
    default="",
    metavar="ID",
    help="The app's Object ID under Enterprise applications, for a server that signs in alone.",
)
@click.option(
    "--value",
    "values",
    multiple=True,
    metavar="NAME=TEXT",
    help="Any other value that is not known yet, such as certificate_name=relay.contoso.com.",
)
@cloud_option
@json_option
def command(
    client_name: str,
    *,
    done: tuple[str, ...],
    not_done: tuple[str, ...],
    application_id: str,
    enterprise_object_id: str,
    values: tuple[str, ...],
    cloud: str,
    as_json: bool,
) -> None:
    """List what an admin does for CLIENT's path: clicks, PowerShell, undo, and who must act."""
    engine = build_engine(cloud)
    saved = find_client(engine, client_name)
    named = name_app(
        saved,
        engine.clouds,
        application_id=application_id,
        enterprise_object_id=enterprise_object_id,
    )
    given = give_values(named, engine.clouds, dict(map(_split, values)))
    client = tick(given, engine.clouds, done=done, not_done=not_done)
    if client != saved:
        engine.clients.save(client, base=saved, did=Did.STEPS)
    steps = tuple(map(output.step, steps_of(client, engine.clouds)))
    if as_json:
        today = datetime.now(UTC).date()
        items = [
            {
                **asdict(step),
                "done": step.id in client.prepared,
                "older_than_a_year": is_stale(step.checked, today),
            }
            for step in steps
        ]
        output.print_result(make_result("steps", client=client.id, result={"items": items}))
        return
    notes = Footnotes()
    for step in steps:
        _print(step, notes, is_done=step.id in client.prepared)
    notes.echo()
    if not steps:
        output.say("No path is chosen yet; see: sendwright advise")


def _print(step: WordedStep, notes: Footnotes, *, is_done: bool) -> None:
    mark = "✓" if is_done else " "
    marks = notes.mark(step.sources, step.checked)
    when = f" ({_WHEN[step.when]})" if step.when in _WHEN else ""
    click.echo(f"[{mark}] {step.id}: {output.visible(step.title)}{when}{marks}")
    _indent(step.why)
    _indent(f"Who must act: {name_actor(step.who_acts)}")
    for number, clicked in enumerate(step.clicks, start=1):
        _indent(f"{number}. {clicked}")
    _block("PowerShell:", step.powershell)
    for undo in step.undo_clicks:
        _indent(f"Undo: {undo}")
    _block("Undo in PowerShell:", step.undo)
    if step.waits:
        _indent(step.waits)
    if step.missing:
        _indent(f"Not known yet: {', '.join(name.replace('_', ' ') for name in step.missing)}")
    _indent(_proof(step))
    if step.doubt:
        _indent(f"Not sure: {step.doubt}")
    click.echo("")


def _split(pair: str) -> tuple[str, str]:
    name, _, text = pair.partition("=")
    return name.strip().replace(" ", "_"), text


def _proof(step: WordedStep) -> str:
    if step.proved_by:
        return f"The checks see it from outside: {step.proved_by}"
    return "Nobody can see from outside whether it is done."


def _indent(text: str) -> None:
    click.echo(f"    {output.visible(text)}")


def _block(heading: str, code: str) -> None:
    if code:
        _indent(heading)
        for line in code.splitlines():
            click.echo(f"      {output.visible(line)}")
