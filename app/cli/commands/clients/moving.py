"""`sendwright clients export` and `import`."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli import output
from app.cli.commands.clients.summary import summary
from app.cli.options import build_engine, cloud_option, json_option, out_option, run_async
from app.cli.resolving import resolver_option, take_resolver
from app.domain.finding import Finding, exit_code
from app.services.engine import Engine
from app.services.importing import Became, Imported, Importer, ImportRun
from app.services.plans import SavedPlans, save_plans
from app.services.result import make_result


@click.command("export")
@out_option
@json_option
def export(*, folder: Path, as_json: bool) -> None:
    """Write every client as a plan without secrets, for another computer.

    Sign-ins and the keys of certificates stay here. A file that is there is kept as .bak.

    \b
    Examples:
      sendwright clients export --out plans
      sendwright clients import plans/*.sendwright    # on the other computer
    """
    engine = build_engine()
    listing = engine.clients.list()
    findings = tuple(problem.as_finding("clients") for problem in listing.problems)
    if findings and not listing.clients:
        output.finish(make_result("clients.export", findings=findings), as_json=as_json, code=1)
    saved = save_plans(listing.clients, engine.clients, folder)
    findings = (*findings, _tell_left(engine, saved))
    if as_json:
        files = [{"path": str(file.path), "backup": str(file.backup or "")} for file in saved.files]
        output.print_result(
            make_result("clients.export", findings=findings, result={"files": files})
        )
        raise click.exceptions.Exit(exit_code(findings))
    for file in saved.files:
        click.echo(file.path)
        if file.backup:
            output.say(f"  the file that was there is now {file.backup.name}")
    output.print_told(findings)
    raise click.exceptions.Exit(exit_code(findings))


def _tell_left(engine: Engine, saved: SavedPlans) -> Finding:
    code = "client.export.left" if saved.signed_in else "client.export.left_none"
    values = {"clients": ", ".join(saved.signed_in)}
    return engine.catalogue.finding(code, subject="clients", values=values)


@click.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE...",
)
@click.option("--another", is_flag=True, help="Also make a second client of a domain.")
@click.option("--offline", is_flag=True, help="Ask no server about the domains now.")
@resolver_option
@cloud_option
@json_option
def import_(
    files: tuple[Path, ...],
    *,
    another: bool,
    offline: bool,
    resolver: str,
    cloud: str,
    as_json: bool,
) -> None:
    """Take clients up from plans (.sendwright), client files (.toml) and lists (.csv).

    A list has a header row with a column “domain” or “e-mail”, and, as you have them: name, path,
    sender, device, relay ip, sign in as, application id, to, oauth, per day … What a file says is
    read as if it were typed; a row that cannot be used stops no other.

    \b
    Examples:
      sendwright clients import clients.csv
      sendwright clients import plans/*.sendwright --offline
      sendwright clients undo                     # takes the whole import back
    """
    engine = build_engine(cloud)
    take_resolver(engine, resolver)
    importer = Importer(engine.clouds, engine.signing, engine.clients, takes_another=another)
    run = run_async(_take(importer, files, offline=offline))
    code = exit_code(run.findings)
    if not run.is_read:
        code = 2
    if as_json:
        items = [_as_item(item) for item in run.items]
        made = make_result("clients.import", findings=run.findings, result={"items": items})
        output.finish(made, as_json=True, code=code)
    for item in run.items:
        _print_item(item)
    for finding in run.notes:
        output.need(output.visible(output.word(finding).in_one))
    raise click.exceptions.Exit(code)


async def _take(importer: Importer, files: tuple[Path, ...], *, offline: bool) -> ImportRun:
    run = await importer.take(files)
    return run if offline else await importer.look_up(run)


def _print_item(item: Imported) -> None:
    line = f", line {item.line}" if item.line else ""
    name = item.client.id if item.client else "-"
    domain = item.client.domain.display if item.client else "-"
    row = f"{item.became:<8} {name:<28} {domain:<28} {item.file}{line}"
    click.echo(output.visible(row))
    for finding in item.findings:
        if item.became is Became.REFUSED or not finding.code.startswith("plan."):
            output.print_finding(output.word(finding))
        else:
            output.need(output.visible(f"    {output.word(finding).in_one}"))


def _as_item(item: Imported) -> dict[str, object]:
    return {
        "file": item.file,
        "line": item.line,
        "column": item.column,
        "became": item.became,
        "client": summary(item.client) if item.client else None,
        "codes": [finding.code for finding in item.findings],
    }
