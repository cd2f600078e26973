"""Writes what a client takes home: configurations, sheets, the report, everything as one ZIP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app import __version__
from app.catalogue import Catalogue, Cloud, Device, Target
from app.domain.client import Client
from app.domain.errors import InputError
from app.wiring.settings import settings_of

if TYPE_CHECKING:
    from app.render.context import ExportContext, RenderedFile


def export_context(client: Client, cloud: Cloud, catalogue: Catalogue) -> ExportContext:
    """Gather the values that all targets are made from."""
    from app.render.context import ExportContext

    recipients = client.test_recipients
    return ExportContext(
        client_id=client.id,
        client_name=client.name,
        domain=str(client.domain),
        settings=settings_of(client, cloud, catalogue),
        cloud=cloud,
        made_on=datetime.now(UTC).date(),
        version=__version__,
        tenant_id=(client.detection.tenant_id if client.detection else None) or "",
        application_id=client.sign_in.application_id or cloud.identity.client_id,
        devices=devices_of(client, catalogue),
        recipient=str(recipients[0]) if recipients else "",
    )


def devices_of(client: Client, catalogue: Catalogue) -> tuple[Device, ...]:
    """Look the client's devices up; one that has left the catalogue is left out."""
    known = catalogue.devices
    return tuple(known[device] for device in client.sender.devices if device in known)


def find_target(target_id: str, catalogue: Catalogue) -> Target:
    """Look a target up; raises InputError naming those that are meant most likely."""
    try:
        return catalogue.targets[target_id]
    except KeyError as exc:
        import difflib

        near = difflib.get_close_matches(target_id, catalogue.targets, n=3)
        steps = (f"Did you mean {' or '.join(near)}?",) if near else ()
        raise InputError(
            f"There is no target called “{target_id[:40]}”",
            "Targets have short ids.",
            code="input.target.unknown",
            next_steps=(*steps, "List them all with: sendwright targets"),
        ) from exc


def render(target: Target, context: ExportContext) -> tuple[RenderedFile, ...]:
    """Make the files of one target."""
    from app.render.targets import render_target

    return render_target(target, context)
