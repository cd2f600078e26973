"""The sheets among the exports: the client's device families, and each family as a target."""

from __future__ import annotations

from functools import cache

from app.catalogue import Catalogue, installed_catalogue
from app.catalogue.devices.schema import Device
from app.catalogue.schema.target import Target
from app.domain.errors import AppError
from app.domain.organisation.client import GENERIC_DEVICE
from app.domain.worded import Wording
from app.render.context import ExportContext, RenderedFile
from app.render.sheets.served import check_device_served
from app.render.sheets.sheet import SheetContext, fit_sheet, sheet_data
from app.render.templating import render_file


def render_sheets(target: Target, context: ExportContext) -> tuple[RenderedFile, ...]:
    """Set one sheet a device, or the generic one where no device was chosen.

    A device that cannot send by this path stops no other: a text says why it was left out.
    Raises AppError when that is so for all of them.
    """
    made: list[RenderedFile] = []
    refused: list[tuple[Device, AppError]] = []
    for device in context.devices or (_generic(),):
        try:
            made.append(_render(target, device, context))
        except AppError as error:
            refused.append((device, error))
    if not made:
        raise refused[0][1]
    return (*made, *([_left_out(target, refused, context.word)] if refused else []))


def render_device(target: Target, context: ExportContext) -> tuple[RenderedFile, ...]:
    """Write the values of one device as text; setting its page costs some hundred times as long.

    Raises AppError when the device is known to be unable to send by this path.
    """
    sheet = _sheet(_catalogue().devices[target.device], context)
    check_device_served(sheet.device, sheet.settings)
    (file,) = target.files
    text = render_file(file.template, file.quoting, sheet_data(sheet))
    return (RenderedFile(path=f"{target.id}/{file.name}", content=text.encode()),)


@cache
def _catalogue() -> Catalogue:
    return installed_catalogue()


def _generic() -> Device:
    return _catalogue().devices[GENERIC_DEVICE]


def _render(target: Target, device: Device, context: ExportContext) -> RenderedFile:
    made = fit_sheet(_sheet(device, context), context.paper)
    path = f"{target.id}/{device.id}.pdf"
    return RenderedFile(path=path, content=made.pdf, drawing=made.drawing)


def _sheet(device: Device, context: ExportContext) -> SheetContext:
    return SheetContext(
        device=device,
        settings=context.settings,
        client_name=context.client_name,
        domain=context.domain,
        made_on=context.made_on,
        version=context.version,
        recipient=context.recipient,
        language=context.language,
        tenant_id=context.tenant_id,
        application_id=context.application_id,
    )


def _left_out(
    target: Target, refused: list[tuple[Device, AppError]], word: Wording
) -> RenderedFile:
    parts = []
    for device, error in refused:
        said = word(error.finding)
        name = f"{device.vendor} {device.family}"
        parts.append("\n".join((name, said.title, said.cause, *said.fix)))
    return RenderedFile(
        path=f"{target.id}/LEFT-OUT.txt", content=("\n\n".join(parts) + "\n").encode()
    )
