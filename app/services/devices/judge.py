"""Judges the rows of a list of devices while a person edits them, and shows one as a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.catalogue import Catalogue
from app.domain.errors import AppError
from app.domain.finding import Finding
from app.domain.organisation.client import GENERIC_DEVICE
from app.render.context import ExportContext, RenderedFile
from app.render.devices_csv import CsvRow, RawRow, check_row
from app.render.sheets.batch import DeviceMatcher, MadeSheet, make_one, sheet_for
from app.render.sheets.notices import length_notices
from app.render.sheets.rows import RowMaker
from app.render.sheets.served import check_device_served
from app.render.sheets.sheet import family_of
from app.render.sheets.words import load_words


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """What would become of a row."""

    faults: Mapping[str, Finding] = field(default_factory=dict)
    """By column why the cell cannot be used; the empty name is for the row as a whole."""
    device: str = ""
    """The family of the catalogue that the row was taken for; empty for the general sheet."""
    refusal: Finding | None = None
    """Why this device gets no sheet by the client's path, and the way out."""
    notes: tuple[Finding, ...] = ()
    """What of the row is not printed."""
    remarks: tuple[str, ...] = ()
    """What its form would cut, and the shorter way; in the language of the sheet."""

    @property
    def gets_sheet(self) -> bool:
        return not self.faults and not self.refusal


class ListJudge:
    """Knows what all sheets of one client are made from."""

    def __init__(self, context: ExportContext, catalogue: Catalogue) -> None:
        self._context = context
        self._matcher = DeviceMatcher(catalogue.devices)

    def judge(self, values: Mapping[str, str], fault: Finding | None = None) -> JudgedRow:
        """Say which device a row means and what is wrong with it."""
        checked = check_row(RawRow(line=0, values=values, fault=fault))
        if not isinstance(checked, CsvRow):
            return JudgedRow(faults={one.column: one.finding for one in checked})
        device = self._matcher.match(checked.place)
        sheet = sheet_for(checked.place, device, self._context)
        named = "" if device.id == GENERIC_DEVICE else family_of(device)
        try:
            check_device_served(device, sheet.settings, checked.place.model)
        except AppError as error:
            return JudgedRow(device=named, refusal=error.finding)
        words = load_words(self._context.language)
        maker = RowMaker(device=device, settings=sheet.settings, words=words)
        return JudgedRow(device=named, remarks=length_notices(maker), notes=checked.notes)

    def make(self, values: Mapping[str, str]) -> RenderedFile:
        """Make the sheet of one row; raises AppError where there is none."""
        checked = check_row(RawRow(line=0, values=values))
        if not isinstance(checked, CsvRow):
            columns = ", ".join(one.column for one in checked)
            raise AppError("sheets.row.unfinished", values={"columns": columns})
        device = self._matcher.match(checked.place)
        made = make_one(1, checked, device, self._context)
        if isinstance(made, MadeSheet):
            return made.file
        raise made.error
