"""Says why a device gets no sheet by a path: what is known of it speaks against the path."""

from __future__ import annotations

from app.catalogue import installed_catalogue
from app.catalogue.devices.reading import read_ability
from app.catalogue.devices.schema import Device
from app.domain.devices.fit import expect_needs, find_misfits
from app.domain.errors import AppError
from app.domain.path import SendingSettings

OAUTH_NOT_SERVED = "export.device_oauth_not_served"
_BY_GRAPH = "export.device_sends_by_graph"
_WHY = {
    "device.only_helo": "export.device_path_not_served.only_helo",
    "device.no_encryption": "export.device_path_not_served.no_encryption",
    "device.no_starttls": "export.device_path_not_served.no_starttls",
    "device.tls_too_old": "export.device_path_not_served.tls_too_old",
    "device.no_common_mechanism": "export.device_path_not_served.no_password",
    "device.no_mechanism": "export.device_path_not_served.no_password",
}
"""What is said of a device that does not fit a path, by what does not fit."""
NOT_SERVED = frozenset({OAUTH_NOT_SERVED, _BY_GRAPH, *_WHY.values()})
_FIT_NO_PATH = "device.value_too_long"
"""No reason to print none: the sheet says which value is cut, and the shorter way."""


def check_device_served(device: Device, settings: SendingSettings, model: str = "") -> None:
    """Raise the reason when this device is known to be unable to send by this path."""
    tell = installed_catalogue().teller(_named(device)["device"])
    misfits = find_misfits(read_ability(device, model), expect_needs(settings), tell)
    codes = [one.code for one in misfits if one.code != _FIT_NO_PATH]
    if "device.no_oauth" in codes:
        raise _refuse_oauth(device)
    if codes:
        raise _refuse_path(device, codes[0])


def _refuse_oauth(device: Device) -> AppError:
    code = _BY_GRAPH if read_ability(device).uses_graph else OAUTH_NOT_SERVED
    return AppError(code, values=_named(device), evidence=device.oauth)


def _refuse_path(device: Device, code: str) -> AppError:
    told = next(iter(_words_that_say_no(device, code)), device.tls_min)
    return AppError(_WHY[code], values=_named(device), evidence=told)


def _named(device: Device) -> dict[str, str]:
    return {"device": f"{device.vendor} {device.family}"}


def _words_that_say_no(device: Device, code: str) -> list[str]:
    told = device.ability
    if _WHY[code] == _WHY["device.no_mechanism"]:
        return [one.told_by for one in told.mechanisms if one.value == "no"]
    of_tls = [one.told_by for one in told.tls if one.value == "no"]
    return of_tls + [one.told_by for one in told.encryption if one.value == "no"]
