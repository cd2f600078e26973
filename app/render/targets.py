"""Writes the files of one target for one client, or says why this target cannot send that way."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue.schema.target import Target, TargetFile
from app.domain.errors import AppError
from app.domain.path import Authentication, SendingPath
from app.render.context import ExportContext, RenderedFile, template_values
from app.render.quoting import QuotingError
from app.render.templating import render_file, render_text

SHEET_QUOTING = "typst"
_READABLE = 0o644
_OWN = 0o600
"""A file that holds a password is read by its owner alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetNotes:
    """How to use a target's files, with this client's values filled in."""

    places: tuple[tuple[str, str], ...]
    """File name and where it belongs."""
    apply: tuple[str, ...]
    verify: tuple[str, ...]
    undo: tuple[str, ...]
    warnings: tuple[str, ...]


def render_target(target: Target, context: ExportContext) -> tuple[RenderedFile, ...]:
    """Write all files of a target and its README, in a folder named after the target.

    Raises AppError when the target cannot send by the chosen path, and QuotingError when a value
    cannot be written in one of its formats.
    """
    check_served(target, context)
    try:
        return (*_render_files(target, context), _render_readme(target, context))
    except QuotingError as exc:
        raise exc.of_target(target.name) from exc


def render_notes(target: Target, context: ExportContext) -> TargetNotes:
    """Fill in the texts beside the files; raises QuotingError as `render_target` does."""
    try:
        return _fill_notes(target, context)
    except QuotingError as exc:
        raise exc.of_target(target.name) from exc


def _fill_notes(target: Target, context: ExportContext) -> TargetNotes:
    values = template_values(context)

    def fill(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(filter(None, (render_text(text, values) for text in texts)))

    return TargetNotes(
        places=tuple(
            (render_text(file.name, values), render_text(file.goes_to, values))
            for file in _files(target, context)
        ),
        apply=fill(target.apply),
        verify=fill(target.verify),
        undo=fill(target.undo),
        warnings=fill((*target.warnings, target.doubt)),
    )


def check_served(target: Target, context: ExportContext) -> None:
    """Raise the reason when this target cannot send by the client's path."""
    path = context.settings.path
    uses_token = context.settings.authentication is Authentication.XOAUTH2
    wants_password = SendingPath.SMTP_AUTH_BASIC in target.paths
    if uses_token and not target.oauth and wants_password:
        raise _refuse_oauth(target, path)
    if path not in target.paths or (uses_token and not target.oauth):
        raise _refuse_path(target, path)


def _refuse_oauth(target: Target, path: SendingPath) -> AppError:
    return AppError("export.oauth_not_served", values={"target": target.name}, evidence=path.value)


def _refuse_path(target: Target, path: SendingPath) -> AppError:
    served = ", ".join(served.value for served in target.paths)
    values = {"path": path.value, "target": target.name, "served": served}
    return AppError("export.path_not_served", values=values, evidence=path.value)


def _files(target: Target, context: ExportContext) -> tuple[TargetFile, ...]:
    path = context.settings.path
    return tuple(file for file in target.files if not file.paths or path in file.paths)


def _render_files(target: Target, context: ExportContext) -> tuple[RenderedFile, ...]:
    if target.device:
        from app.render.sheets.target import render_device  # Typst's library is large

        return render_device(target, context)
    return tuple(
        made for file in _files(target, context) for made in _render_each(target, file, context)
    )


def _render_each(
    target: Target, file: TargetFile, context: ExportContext
) -> tuple[RenderedFile, ...]:
    if file.quoting == SHEET_QUOTING:
        from app.render.sheets.target import render_sheets  # Typst's library is large

        return render_sheets(target, context)
    return (_render(target, file, context),)


def _render(target: Target, file: TargetFile, context: ExportContext) -> RenderedFile:
    values = template_values(context)
    name = render_text(file.name, values)
    uses_password = context.settings.authentication is Authentication.LOGIN
    password = context.password if file.holds_secret and uses_password else None
    if file.holds_secret:
        values["password"] = password.reveal() if password else ""
    text = render_file(file.template, file.quoting, values)
    return RenderedFile(
        path=f"{target.id}/{name}",
        content=text.encode(),
        mode=_OWN if file.holds_secret else _READABLE,
        holds_secret=password is not None,
    )


def _render_readme(target: Target, context: ExportContext) -> RenderedFile:
    values = template_values(context) | {
        "target": target,
        "notes": render_notes(target, context),
        "doubtful": target.confidence.value != "confirmed",
    }
    text = render_file("readme.txt.j2", "plain", values)
    return RenderedFile(path=f"{target.id}/README.txt", content=text.encode())
