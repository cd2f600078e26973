"""`sendwright message`."""

from __future__ import annotations

import click

from app.catalogue.actors import name_actor
from app.catalogue.message_words import message_languages
from app.cli import output
from app.cli.naming import find_client
from app.cli.options import build_engine, cloud_option, json_option
from app.domain.finding import Actor
from app.services.handing_over import hand_over
from app.services.result import make_result


@click.command("message")
@click.argument("client_name", metavar="CLIENT")
@click.option("--for", "actor", type=click.Choice(list(Actor)), help="One of them only.")
@click.option(
    "--language",
    type=click.Choice(message_languages()),
    help="The client's own where not given; what is not translated stays in English.",
)
@cloud_option
@json_option
def command(
    client_name: str, *, actor: str | None, language: str | None, cloud: str, as_json: bool
) -> None:
    """Write what each person or party must do for CLIENT, ready to be sent."""
    engine = build_engine(cloud)
    client = find_client(engine, client_name)
    language = language or client.message_language
    points = [
        point
        for point in hand_over(client, engine.clouds, engine.translation(language)).open
        if actor in (None, point.actor)
    ]
    if as_json:
        items = [
            {"for": point.actor, "subject": point.subject, "text": point.message}
            for point in points
        ]
        result = {"language": language, "items": items}
        output.print_result(make_result("message", client=client.id, result=result))
        return
    for point in points:
        output.say(f"For {name_actor(point.actor)}")
        click.echo(f"{point.subject}\n\n{point.message}")
    if not points:
        output.say("Nobody has anything to do.")
