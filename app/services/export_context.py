"""The values that all targets and sheets of a client are made from."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app import __version__
from app.catalogue import Catalogue, Device
from app.catalogue.translation import Translation
from app.domain.organisation.client import GENERIC_DEVICE, Client
from app.render.context import ExportContext
from app.services.clouds import CloudShelf
from app.services.settings import settings_of


def export_context(
    client: Client,
    clouds: CloudShelf,
    translation: Translation,
    *,
    paper: str = "a4",
    today: date | None = None,
) -> ExportContext:
    """Gather them, in the translation's language; raises AppError for what the client lacks."""
    cloud = clouds.of_client(client)
    recipients = client.test_recipients
    return ExportContext(
        client_id=client.id,
        client_name=client.name,
        domain=str(client.domain),
        settings=settings_of(client, cloud, translation.catalogue),
        cloud=cloud,
        made_on=today or datetime.now(UTC).date(),
        version=__version__,
        tenant_id=(client.detection.tenant_id if client.detection else None) or "",
        application_id=client.sign_in.application_id or cloud.identity.client_id,
        devices=devices_of(client, translation.catalogue),
        recipient=str(recipients[0]) if recipients else "",
        paper=paper,
        language=translation.language,
        word=translation.word,
    )


def devices_of(client: Client, catalogue: Catalogue) -> tuple[Device, ...]:
    """Look the client's devices up; the generic one stands for a client that named none."""
    known = catalogue.devices
    chosen = tuple(known[id_] for id_ in client.sender.devices if id_ in known)
    return chosen or (known[GENERIC_DEVICE],)
