"""The sheets among the exports: one page for each device family of the client."""

from __future__ import annotations

from app.catalogue.schema import Device, Target
from app.domain.errors import AppError
from app.render.context import ExportContext, RenderedFile
from app.render.sheet import SheetContext, render_sheet


def render_sheets(target: Target, context: ExportContext) -> tuple[RenderedFile, ...]:
    """Set one sheet a device; without a device the caller passes the generic one."""
    if not context.devices:
        raise AppError(
            "No device was chosen for the sheet",
            "A sheet is made for one device, or for the generic one.",
            code="export.no_device",
            next_steps=("Choose the devices on the step “Sender”.",),
        )
    return tuple(_render(target, device, context) for device in context.devices)


def _render(target: Target, device: Device, context: ExportContext) -> RenderedFile:
    sheet = SheetContext(
        device=device,
        settings=context.settings,
        client_name=context.client_name,
        domain=context.domain,
        made_on=context.made_on,
        version=context.version,
        recipient=context.recipient,
        language=context.language,
    )
    return RenderedFile(
        path=f"{target.id}/{device.id}.pdf", content=render_sheet(sheet, context.paper)
    )
