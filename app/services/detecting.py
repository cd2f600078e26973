"""Finds out by DNS and the sign-in service what belongs to a client's domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.organisation import gains
from app.domain.organisation.client import Client, Detection
from app.services.clouds import CloudShelf

if TYPE_CHECKING:
    from app.probe.detect import DetectProgress


async def detect_client(
    client: Client, clouds: CloudShelf, progress: DetectProgress = lambda _: None
) -> Detection:
    """Look the domain up; `progress` hears of what is known so far."""
    from app.probe.detect import detect  # dnspython comes with it

    candidates = clouds.candidates(client)
    return await detect(
        client.domain,
        resolver=clouds.resolver(candidates[0]),
        tls=clouds.tls(candidates[0]),
        clouds=candidates,
        catalogue=clouds.catalogue,
        progress=progress,
    )


async def with_detection(client: Client, clouds: CloudShelf) -> Client:
    """Add what can be found out about the client's domain."""
    return gains.found(client, await detect_client(client, clouds))
