"""`sendwright clients check-all`."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from app.cli import output
from app.cli.commands.clients.summary import summary
from app.cli.naming import due_clients
from app.cli.options import build_engine, cloud_option, json_option, run_async
from app.cli.resolving import resolver_option, take_resolver
from app.services.checking.rechecking import AT_ONCE, Rechecked, recheck
from app.services.result import make_result


@click.command("check-all")
@click.option("--resume", is_flag=True, help="Leave out clients that were checked within a day.")
@click.option(
    "--at-once", type=click.IntRange(1, 50), default=AT_ONCE, help="How many clients at a time."
)
@resolver_option
@cloud_option
@json_option
def check_all(*, cloud: str, resolver: str, at_once: int, resume: bool, as_json: bool) -> None:
    """Re-check every client; a client that fails stops nothing else.

    Each is kept as it ends: after a stop, --resume goes on with those that are missing.
    """
    started = datetime.now(UTC)
    engine = build_engine(cloud)
    take_resolver(engine, resolver)
    due = tuple(due_clients(engine, resume=resume))
    done = run_async(
        recheck(
            due,
            _tell,
            engine.clouds,
            engine.signing,
            engine.clients,
            engine.runs,
            at_once=at_once,
        )
    )
    findings = tuple(finding for one in done for finding in one.findings)
    codes = [one.exit_code for one in done]
    code = 1 if 1 in codes else max(codes, default=0)
    if as_json:
        result = make_result(
            "clients.check-all",
            findings=findings,
            result={"items": [_recheck_item(one) for one in done]},
            started=started,
            elapsed_s=(datetime.now(UTC) - started).total_seconds(),
        )
        output.finish(result, as_json=True, code=code)
    for one in done:
        click.echo(f"{one.client.id}: {len(one.open)} open")
        output.print_findings(one.findings, only_open=True)
    raise click.exceptions.Exit(code)


def _tell(one: Rechecked) -> None:
    output.say(f"{one.client.id}: {len(one.open)} open")


def _recheck_item(one: Rechecked) -> dict[str, object]:
    return {
        **summary(one.client),
        "tested_at": one.run.started if one.run else one.client.tested_at,
        "exit_code": one.exit_code,
        "open": [finding.code for finding in one.open],
        "elapsed_s": round(one.run.elapsed_s, 4) if one.run else 0.0,
    }
