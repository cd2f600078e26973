"""`sendwright registration`."""

from __future__ import annotations

import webbrowser
from dataclasses import replace

import click

from app.cli import output
from app.cli.naming import find_client
from app.cli.options import build_engine, cloud_option, json_option, run_async
from app.domain.finding import Finding
from app.domain.organisation.client import Client
from app.services.engine import Engine
from app.services.result import make_result
from app.services.signing_in.registering import approve_here, check_app, consent_link, judge_consent


@click.command("registration")
@click.argument("client_name", metavar="CLIENT")
@click.option("--application-id", default="", metavar="ID", help="Keep this client id for CLIENT.")
@click.option(
    "--approve", is_flag=True, help="Open the approval page here and wait for its answer."
)
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening it.")
@click.option(
    "--approved", default="", metavar="ADDRESS", help="Judge where an admin's browser ended."
)
@cloud_option
@json_option
def command(
    client_name: str,
    *,
    application_id: str,
    approve: bool,
    no_browser: bool,
    approved: str,
    cloud: str,
    as_json: bool,
) -> None:
    """Check CLIENT's app registration from outside, and see to an admin's approval.

    Without --approve and --approved it looks whether the organisation knows the app, lets a desktop
    program use it and knows the return address; the permission shows when somebody signs in.
    """
    engine = build_engine(cloud)
    client = _with_application(engine, find_client(engine, client_name), application_id)
    link = consent_link(client, engine.clouds)
    findings = _look(engine, client, approve=approve, no_browser=no_browser, approved=approved)
    if not as_json and not (approve or approved):
        output.need("The approval page, to send to an admin:")
        output.need(link)
    result = {"application_id": client.sign_in.application_id, "consent_link": link}
    made = make_result("registration", client=client.id, findings=findings, result=result)
    output.finish(made, as_json=as_json)


def _with_application(engine: Engine, client: Client, application_id: str) -> Client:
    if not application_id:
        return client
    kept = replace(client, sign_in=replace(client.sign_in, application_id=application_id.strip()))
    engine.clients.save(kept, base=client)
    return kept


def _look(
    engine: Engine, client: Client, *, approve: bool, no_browser: bool, approved: str
) -> tuple[Finding, ...]:
    if approved:
        return (judge_consent(client, engine.clouds, approved),)
    if approve:
        show = _print_address if no_browser else _open
        return (run_async(approve_here(client, engine.clouds, show)),)
    return run_async(check_app(client, engine.clouds))


def _open(address: str) -> None:
    output.need("Your browser opens now; sign in there as an admin. If it does not, open this:")
    output.need(address)
    webbrowser.open(address)


def _print_address(address: str) -> None:
    output.need("Open this address in a browser on this computer and sign in there as an admin:")
    output.need(address)
