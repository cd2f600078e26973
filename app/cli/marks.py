"""What to know of a client before a command works with it; on standard error, in a line each."""

from __future__ import annotations

from collections.abc import Iterator

from app.catalogue.clouds import hosts_of
from app.cli import output
from app.domain.errors import AppError
from app.domain.finding import Finding
from app.domain.organisation.client import Client
from app.domain.organisation.unconfirmed import shown
from app.services.engine import Engine


def tell_marks(engine: Engine, client: Client) -> None:
    """Name the hosts of a cloud that is not Microsoft's, and values that only a file says."""
    for finding in _marks(engine, client):
        output.say(output.visible(f"! {output.word(finding).in_one}"))


def _marks(engine: Engine, client: Client) -> Iterator[Finding]:
    try:
        cloud = engine.clouds.of_client(client)
    except AppError:
        return  # whatever the command asks of the cloud will tell it
    if cloud.is_private:
        values = {"name": cloud.name or cloud.id, "hosts": ", ".join(hosts_of(cloud))}
        yield engine.catalogue.finding("cloud.private", subject=client.id, values=values)
    if client.unconfirmed:
        told = "; ".join(f"{name} {shown(client, name)}" for name in client.unconfirmed)
        values = {"client": client.id, "values": told}
        yield engine.catalogue.finding("client.unconfirmed.noted", subject=client.id, values=values)
