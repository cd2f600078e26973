"""Whether each family would manage, by each kind of server that the paths lead to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.catalogue import Catalogue, Device
from app.catalogue.device_check import explain_device
from app.domain.devices.fit import ServerNeeds
from app.domain.finding import Finding
from tests.net.families import families
from tests.net.grouping import group
from tests.wording import in_words

_NAME = "<device>"
_VALUES = {
    "server": "contoso-com.mail.protection.outlook.com",
    "username": "printer.in.the.second.floor@contoso.com",
    "password": "x" * 16,
    "from_address": "printer.in.the.second.floor@contoso.com",
}
_MODERN = frozenset({"1.2", "1.3"})
_STARTTLS = frozenset({"starttls"})
_PASSWORD = ServerNeeds(
    encryption=_STARTTLS,
    tls_versions=_MODERN,
    mechanisms=frozenset({"LOGIN", "XOAUTH2"}),
    signs_in=True,
    values=_VALUES,
)
_NEEDS = {
    "password": _PASSWORD,
    "token": replace(_PASSWORD, uses_token=True),
    "relay by address": ServerNeeds(
        encryption=_STARTTLS | {"none"}, tls_versions=_MODERN, values=_VALUES
    ),
    "relay by certificate": ServerNeeds(encryption=_STARTTLS, tls_versions=_MODERN, values=_VALUES),
    "nothing seen": ServerNeeds(values=_VALUES),
}


def record_device_checks() -> dict[str, str]:
    """Group the families by what is found, then the findings in their words."""
    catalogue = Catalogue()
    devices = sorted(families(catalogue), key=lambda device: device.id)
    return {
        f"device_checks/{name.replace(' ', '_')}.txt": group(
            (device.id, "\n".join(_told(catalogue, device, needs))) for device in devices
        )
        for name, needs in _NEEDS.items()
    }


def _told(catalogue: Catalogue, device: Device, needs: ServerNeeds) -> Iterator[str]:
    name = f"{device.vendor} {device.family}"
    for finding in explain_device(catalogue, device, needs):
        yield from (line.replace(name, _NAME) for line in _words(finding))


def _words(finding: Finding) -> Iterator[str]:
    yield f"{finding.severity.value} {finding.state.value} {finding.code} [{finding.subject}]"
    said = in_words(finding)
    yield f"  {said.title}"
    yield f"  {said.cause}"
    yield from (f"  {step}" for step in said.fix)
