"""`sendwright settings`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from app.catalogue import Cloud, PathFacts
from app.cli import output
from app.cli.footnotes import Footnotes
from app.cli.naming import find_client
from app.cli.options import build_engine, cloud_option, json_option
from app.domain.freshness import is_stale
from app.domain.path import Authentication, Endpoint, Security, SendingSettings
from app.services.result import make_result
from app.services.settings import settings_of

_SECURITY = {
    Security.STARTTLS: "STARTTLS",
    Security.IMPLICIT: "TLS from the start",
    Security.NONE: "none",
}
_AUTHENTICATION = {
    Authentication.XOAUTH2: "OAuth 2.0 (XOAUTH2)",
    Authentication.LOGIN: "user name and password",
    Authentication.NONE: "none; Microsoft knows the connection",
}


@click.command("settings")
@click.argument("client_name", metavar="CLIENT")
@cloud_option
@json_option
def command(client_name: str, *, cloud: str, as_json: bool) -> None:
    """Show what to enter for CLIENT's path; for mail programs the receiving side too."""
    engine = build_engine(cloud)
    client = find_client(engine, client_name)
    settings = settings_of(client, engine.clouds.of_client(client), engine.catalogue)
    facts = engine.catalogue.paths[settings.path]
    if as_json:
        result = _as_result(settings, facts)
        output.print_result(make_result("settings", client=client.id, result=result))
        return
    _print(settings, facts, engine.clouds.of_client(client))


def _as_result(settings: SendingSettings, facts: PathFacts) -> dict[str, Any]:
    return {
        "path": settings.path,
        "sending": {
            "server": settings.server.host,
            "port": settings.server.port,
            "security": settings.security,
            "authentication": settings.authentication,
            "username": settings.username,
            "from_address": settings.from_address,
            "from_name": settings.from_name,
            "token_command": settings.token_command,
        },
        "receiving": [
            {"protocol": name, "server": at.host, "port": at.port, "security": Security.IMPLICIT,
             "authentication": Authentication.XOAUTH2}
            for name, at in _receiving(settings)
        ],
        "limits": facts.limits,
        "sources": facts.sources,
        "checked": facts.checked,
        "older_than_a_year": is_stale(facts.checked, datetime.now(UTC).date()),
    }  # fmt: skip


def _receiving(settings: SendingSettings) -> list[tuple[str, Endpoint]]:
    ends = (("imap", settings.imap), ("pop", settings.pop))
    return [(name, endpoint) for name, endpoint in ends if endpoint]


def _print(settings: SendingSettings, facts: PathFacts, cloud: Cloud) -> None:
    notes = Footnotes()
    click.echo(f"{facts.name}{notes.mark(facts.sources, facts.checked)}")
    rows = [
        ("server", settings.server.host),
        ("port", str(settings.server.port)),
        ("encryption", _SECURITY[settings.security]),
        ("sign-in", _AUTHENTICATION[settings.authentication]),
        ("user name", settings.username),
        ("from", settings.from_address),
        ("from name", settings.from_name),
        ("token", " ".join(settings.token_command)),
    ]
    for name, value in rows:
        if value:
            click.echo(f"  {name:<12}{output.visible(value)}")
    receiving = _receiving(settings)
    if receiving:
        marks = notes.mark(cloud.sources, cloud.checked)
        click.echo(f"Reading mail, for mail programs only{marks}")
    for name, at in receiving:
        how = f"{_SECURITY[Security.IMPLICIT]}, {_AUTHENTICATION[Authentication.XOAUTH2]}"
        click.echo(f"  {name:<12}{at}, {how}")
    for limit in facts.limits:
        click.echo(f"  limit       {limit}")
    notes.echo()
