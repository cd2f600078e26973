"""`sendwright sign-in`."""

from __future__ import annotations

import webbrowser

import click

from app.cli import output
from app.cli.naming import find_or_draft
from app.cli.options import build_engine, cloud_option, json_option, run_async
from app.domain.client import SignInMethod
from app.signin import DeviceCode
from app.wiring.result import make_result


@click.command("sign-in")
@click.argument("client_name", metavar="CLIENT")
@click.option("--device-code", is_flag=True, help="Show a code to enter on any other device.")
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening it.")
@cloud_option
@json_option
def command(
    client_name: str, *, device_code: bool, no_browser: bool, cloud: str, as_json: bool
) -> None:
    """Sign in for CLIENT; the refresh token goes to the system's keyring and nowhere else."""
    engine = build_engine(cloud)
    client = find_or_draft(engine, client_name)
    method = SignInMethod.DEVICE_CODE if device_code else SignInMethod.BROWSER
    signed_in = run_async(
        engine.sign_in(
            client,
            method=method,
            open_browser=_print_address if no_browser else _open,
            show_code=_show_code,
        )
    )
    result = {
        "signed_in_as": signed_in.username,
        "kept_in": signed_in.kept_in,
        "lasts": signed_in.lasts,
    }
    made = make_result("sign-in", client=client.id, findings=signed_in.findings, result=result)
    if not as_json:
        click.echo(f"Signed in as {signed_in.username}.")
        if signed_in.lasts:
            click.echo(f"The token is kept in {signed_in.kept_in}.")
        else:
            click.echo("The token was not kept: when this command ends, it is gone.")
    output.finish(made, as_json=as_json, code=0 if signed_in.lasts else 1)


def _open(address: str) -> None:
    output.say("Your browser opens now. If it does not, open this address:")
    output.say(address)
    webbrowser.open(address)


def _print_address(address: str) -> None:
    output.say("Open this address in a browser on this computer:")
    output.say(address)


def _show_code(code: DeviceCode) -> None:
    output.say(f"Open {code.verification_uri} on any device and enter the code {code.user_code}")
