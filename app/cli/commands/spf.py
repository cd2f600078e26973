"""`sendwright spf`."""

from __future__ import annotations

import click

from app.cli import output
from app.cli.options import build_engine, cloud_option, json_option, run_async
from app.cli.resolving import resolver_option, take_resolver
from app.services.explaining import evaluate_spf
from app.services.result import make_result


@click.command("spf")
@click.argument("ip")
@click.argument("mail_from")
@click.argument("helo")
@resolver_option
@cloud_option
@json_option
def command(
    ip: str, mail_from: str, helo: str, *, resolver: str, cloud: str, as_json: bool
) -> None:
    """Evaluate SPF for mail from IP with MAIL_FROM and HELO, as a receiver would (RFC 7208)."""
    engine = build_engine(cloud)
    take_resolver(engine, resolver)
    evaluated = run_async(evaluate_spf(ip, mail_from, helo, engine.clouds))
    if as_json:
        output.print_result(make_result("spf", client=mail_from, result=evaluated.details))
    else:
        click.echo(f"{evaluated.result}")
        if evaluated.explanation:
            click.echo(f"  {output.visible(evaluated.explanation)}")
        for line in evaluated.trace:
            click.echo(f"  {output.visible(line)}")
    raise click.exceptions.Exit(0)
