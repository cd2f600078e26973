"""“Would this device manage?” as a check among the others."""

from __future__ import annotations

from collections.abc import Callable

from app.catalogue import Catalogue, Device
from app.catalogue.device_check import explain_device
from app.domain.devices.fit import ServerNeeds
from app.domain.finding import Finding, State
from app.probe.plan import Answer, Check


def device_check(
    catalogue: Catalogue,
    device: Device,
    needs_of: Callable[[], ServerNeeds],
    *,
    needs: tuple[str, ...],
) -> Check:
    """Hold a device's limits against what a session saw; `needs_of` is asked when it has."""
    name = f"{device.vendor} {device.family}"

    async def run() -> Answer:
        return Answer(findings=explain_device(catalogue, device, needs_of()))

    def late(_: float) -> Finding:
        return catalogue.finding("device.not_enough_known", subject=name, state=State.UNTOLD)

    return Check(
        id=f"device.{device.id}",
        code="check.device",
        values={"device": name},
        run=run,
        late=late,
        needs=needs,
    )
