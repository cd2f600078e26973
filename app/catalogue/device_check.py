"""Explains what would fail with a device at a server that was seen."""

from __future__ import annotations

from app.catalogue.devices.reading import read_ability
from app.catalogue.devices.schema import Device
from app.catalogue.loader import Catalogue
from app.domain.devices.fit import ServerNeeds, find_misfits, is_enough_known
from app.domain.finding import Finding, State


def explain_device(catalogue: Catalogue, device: Device, needs: ServerNeeds) -> tuple[Finding, ...]:
    """Say what would fail with this device, or that nothing would, or that it cannot be told."""
    ability = read_ability(device)
    subject = f"{device.vendor} {device.family}"
    misfits = find_misfits(ability, needs, catalogue.teller(subject))
    if misfits:
        return misfits
    if is_enough_known(ability, needs):
        return (catalogue.finding("device.fits", subject=subject),)
    return (
        catalogue.finding(
            "device.not_enough_known",
            subject=subject,
            evidence=device.ability.settle,
            state=State.UNTOLD,
        ),
    )
