"""`sendwright sign-in`."""

from __future__ import annotations

import os
import webbrowser
from pathlib import Path
from typing import NoReturn

import click

from app.cli import output
from app.cli.naming import find_or_draft
from app.cli.options import build_engine, cloud_option, json_option, run_async
from app.domain.errors import InputError
from app.domain.organisation.client import Client, SignInMethod
from app.domain.secret import Secret
from app.services.certificates.app import read_app_certificate, save_for_upload
from app.services.engine import Engine
from app.services.result import make_result
from app.services.signing_in.signing import AppCertificate, DeviceCode, SignedInClient

SECRET_VARIABLE = "SENDWRIGHT_APPLICATION_SECRET"  # noqa: S105  # a variable's name
PASSWORD_VARIABLE = "SENDWRIGHT_CERTIFICATE_PASSWORD"  # noqa: S105  # a variable's name
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("sign-in")
@click.argument("client_name", metavar="CLIENT")
@click.option("--device-code", is_flag=True, help="Show a code to enter on any other device.")
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening it.")
@click.option(
    "--paste", is_flag=True, help="Sign in in a browser elsewhere and paste its last address."
)
@click.option(
    "--application-secret",
    is_flag=True,
    help=f"Sign the app in by itself; its secret is asked for, or taken from {SECRET_VARIABLE}.",
)
@click.option(
    "--certificate",
    type=_FILE,
    metavar="FILE",
    help="Sign the app in by a PEM or PFX file with certificate and key; a password is taken"
    f" from {PASSWORD_VARIABLE}.",
)
@click.option(
    "--new-certificate",
    type=_FILE,
    metavar="FILE",
    help="Make a certificate for the app: its key goes to the keyring, FILE is for the upload.",
)
@click.option(
    "--made-certificate", is_flag=True, help="Sign the app in by the certificate made here."
)
@cloud_option
@json_option
def command(client_name: str, *, cloud: str, as_json: bool, **ways: object) -> None:
    """Sign in for CLIENT; the refresh token goes to the system's keyring and nowhere else."""
    no_browser = bool(ways.pop("no_browser"))
    chosen = [way for way, given in ways.items() if given]
    if len(chosen) > 1:
        raise click.UsageError("Choose one way to sign in.")
    engine = build_engine(cloud)
    client = find_or_draft(engine, client_name)
    if isinstance(path := ways["new_certificate"], Path):
        _make_certificate(engine, client, path, as_json=as_json)
    if chosen in ([], ["device_code"]):
        signed_in = _with_service(engine, client, by_code=bool(chosen), no_browser=no_browser)
    elif chosen == ["paste"]:
        signed_in = _by_pasting(engine, client)
    else:
        signed_in = _as_app(engine, client, ways["certificate"], *chosen)
    _finish(client, signed_in, as_json=as_json)


def _with_service(
    engine: Engine, client: Client, *, by_code: bool, no_browser: bool
) -> SignedInClient:
    method = SignInMethod.DEVICE_CODE if by_code else SignInMethod.BROWSER
    show = _print_address if no_browser else _open
    return run_async(
        engine.signing.sign_in(client, method=method, open_browser=show, show_code=_show_code)
    )


def _finish(client: Client, signed_in: SignedInClient, *, as_json: bool) -> NoReturn:
    result = {
        "signed_in_as": signed_in.username,
        "kept_in": signed_in.kept_in,
        "lasts": signed_in.lasts,
    }
    made = make_result("sign-in", client=client.id, findings=signed_in.findings, result=result)
    if not as_json:
        click.echo(f"Signed in as {signed_in.username or 'the app itself'}.")
        if signed_in.lasts:
            click.echo(f"The token is kept in {signed_in.kept_in}.")
        else:
            click.echo("The token was not kept: when this command ends, it is gone.")
    output.finish(made, as_json=as_json, code=0 if signed_in.lasts else 1)


def _by_pasting(engine: Engine, client: Client) -> SignedInClient:
    """Ask again as long as what was pasted holds no answer; the end of input gives up."""
    pending = run_async(engine.signing.begin_pasted(client))
    try:
        output.need("Open this address in any browser and sign in:")
        output.need(pending.url)
        output.need("The browser then ends at a page that it cannot open. That is as it should be.")
        while True:
            address = click.prompt("Paste the address of that page", err=True)
            try:
                signed_in = run_async(engine.signing.finish_pasted(pending, address))
            except InputError as exc:
                said = output.word(exc.finding)
                output.need(output.visible(f"{said.title}. {said.fix[0]}"))
            else:
                return signed_in
    finally:
        pending.close()


def _as_app(engine: Engine, client: Client, path: object, way: str) -> SignedInClient:
    proof: Secret | AppCertificate
    if isinstance(path, Path):
        proof = _read_certificate(engine, path)
    elif way == "made_certificate":
        proof = run_async(engine.signing.made_certificate(client))
    else:
        proof = _ask_secret()
    return run_async(engine.signing.sign_in_as_app(client, proof))


def _ask_secret() -> Secret:
    given = os.environ.get(SECRET_VARIABLE)
    return Secret(given or click.prompt("The app's client secret", hide_input=True, err=True))


def _read_certificate(engine: Engine, path: Path) -> AppCertificate:
    given = os.environ.get(PASSWORD_VARIABLE)
    passphrase = Secret(given) if given else None
    return read_app_certificate(path, engine.catalogue, passphrase=passphrase)


def _make_certificate(engine: Engine, client: Client, path: Path, *, as_json: bool) -> NoReturn:
    made = run_async(engine.signing.make_certificate(client))
    save_for_upload(made, path)
    until = f"{made.expires_at:%Y-%m-%d}"
    if as_json:
        result = {"file": str(path), "until": until}
        output.print_result(make_result("sign-in.certificate", client=client.id, result=result))
    else:
        click.echo(f"{path} holds the certificate, good until {until}; its key is in the keyring.")
        output.say("An admin uploads it in the app registration under Certificates & secrets.")
        output.say(f"Then run: sendwright sign-in {client.id} --made-certificate")
    raise click.exceptions.Exit(0)


def _open(address: str) -> None:
    output.need("Your browser opens now. If it does not, open this address:")
    output.need(address)
    webbrowser.open(address)


def _print_address(address: str) -> None:
    output.need("Open this address in a browser on this computer:")
    output.need(address)


def _show_code(code: DeviceCode) -> None:
    output.need(f"Open {code.verification_uri} on any device and enter the code {code.user_code}")
