"""`sendwright certificate`."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli import output
from app.cli.groups import Group
from app.cli.naming import find_client
from app.cli.options import build_engine, cloud_option, json_option, out_option
from app.services.result import make_result

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("certificate", cls=Group)
def command() -> None:
    """Make key and request for relay by certificate, and check the chain that comes back."""


@command.command("request")
@click.argument("client_name", metavar="CLIENT")
@click.option("--name", default="", help="The server's name; default: relay under the domain.")
@click.option("--also", "others", multiple=True, metavar="NAME", help="Further names.")
@click.option("--key-type", type=click.Choice(["rsa", "ec"]), default="rsa")
@out_option
@json_option
def request(
    client_name: str,
    *,
    name: str,
    others: tuple[str, ...],
    key_type: str,
    folder: Path,
    as_json: bool,
) -> None:
    """Make a private key (readable by you alone) and the request that an authority signs."""
    from app.domain.certificates.request import KeyKind
    from app.services.certificates.relay import request_relay_certificate

    engine = build_engine()
    client = find_client(engine, client_name)
    made = request_relay_certificate(
        client, folder, name=name, others=others, kind=KeyKind(key_type)
    )
    engine.clients.save(made.client, base=client)
    if as_json:
        result = {
            "names": made.names,
            "key": str(made.key.path),
            "request": str(made.request.path),
            "earlier_key": str(made.key.backup) if made.key.backup else None,
        }
        output.print_result(
            make_result("certificate.request", client=made.client.id, result=result)
        )
        return
    click.echo(made.key.path)
    click.echo(made.request.path)
    output.say(f"Send {made.request.path.name} to a public authority, and the key to nobody.")
    if made.key.backup:
        output.say(f"The earlier key was kept as {made.key.backup.name}.")


@command.command("check")
@click.argument("client_name", metavar="CLIENT")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE…")
@click.option("--key", type=_FILE, metavar="FILE", help="The private key; nothing of it is shown.")
@click.option("--name", default="", help="Default: the name that was asked for.")
@click.option(
    "--out",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the chain there in the order that servers need.",
)
@cloud_option
@json_option
def check(
    client_name: str,
    *,
    files: tuple[Path, ...],
    key: Path | None,
    name: str,
    folder: Path | None,
    cloud: str,
    as_json: bool,
) -> None:
    """Check what the authority gave back: name, dates, order, key, and who vouches for it."""
    from app.services.certificates.relay import check_relay_certificate
    from app.services.made_files import write_files

    engine = build_engine(cloud)
    client = find_client(engine, client_name)
    checked = check_relay_certificate(
        client,
        files,
        cloud=engine.clouds.of_client(client),
        catalogue=engine.catalogue,
        key=key,
        name=name,
    )
    engine.clients.save(checked.client, base=client)
    written = write_files((checked.chain,), folder) if folder else ()
    result = {
        "names": checked.names,
        "expires_on": checked.expires_on,
        "chain": [str(file.path) for file in written],
    }
    for file in written:
        output.say(f"The chain in the right order: {file.path}")
    output.finish(
        make_result(
            "certificate.check", client=client.id, findings=checked.findings, result=result
        ),
        as_json=as_json,
    )
