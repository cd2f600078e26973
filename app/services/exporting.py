"""What a client takes home: configurations, sheets, the report, everything as one ZIP."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__
from app.catalogue import Cloud, Target
from app.catalogue.clouds import hosts_of
from app.catalogue.devices.targets import find_targets
from app.catalogue.devices.words import say_oauth
from app.catalogue.translation import Translation
from app.domain.errors import AppError, InputError
from app.domain.finding import Finding
from app.domain.organisation.client import Client
from app.domain.path import SendingPath, SendingSettings
from app.domain.paths.inventory import JudgedDevice
from app.services.clouds import CloudShelf
from app.services.devices.inventory import inventory_of
from app.services.handing_over import hand_over

if TYPE_CHECKING:  # Jinja2 and Typst are imported when something is rendered
    from app.render.archive import WrittenFile
    from app.render.context import ExportContext, RenderedFile
    from app.render.report.document import ReportContext, SenderGroup
    from app.render.targets import TargetNotes as TargetNotes


MOST_SENDERS = 100
"""Chosen: a report is read; the list itself has all of them."""
_MOST_MEANT = 8
"""Chosen: so many fit in a line that is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A target, and whether it can send by the client's path."""

    target: Target
    refusal: Finding | None = None
    """Why it cannot, and the way out."""

    @property
    def can_serve(self) -> bool:
        """Nothing stands against it."""
        return self.refusal is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """The files of those targets that can hold all values, and why the others are left out."""

    files: tuple[RenderedFile, ...]
    left_out: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The files of one target, and how to use them."""

    files: tuple[RenderedFile, ...]
    notes: TargetNotes


class Exports:
    """Everything that is made for one client."""

    def __init__(
        self,
        client: Client,
        clouds: CloudShelf,
        translation: Translation,
        *,
        paper: str = "a4",
        today: date | None = None,
    ) -> None:
        self._client = client
        self._clouds = clouds
        self._translation = translation
        self._paper = paper
        self._today = today

    def offers(self, *, every_device: bool = False) -> tuple[Offer, ...]:
        """List all targets; those that cannot serve say why not, and what to do then."""
        context = self.context()
        targets = self._known() if every_device else self._translation.catalogue.targets
        return tuple(_offer(target, context) for target in targets.values())

    def _known(self) -> Mapping[str, Target]:
        catalogue = self._translation.catalogue
        return {**catalogue.targets, **catalogue.device_targets}

    def context(self) -> ExportContext:
        """Gather the values that all targets are made from; raises AppError for what lacks."""
        from app.services.export_context import export_context

        return export_context(
            self._client, self._clouds, self._translation, paper=self._paper, today=self._today
        )

    def render(self, target_id: str) -> tuple[RenderedFile, ...]:
        """Make the files of one target."""
        from app.render.targets import render_target

        return render_target(self.find(target_id), self.context())

    def preview(self, target_id: str) -> Preview:
        """Make the files of one target to look at, with the texts of its README."""
        from app.render.targets import render_notes, render_target

        target, context = self.find(target_id), self.context()
        return Preview(files=render_target(target, context), notes=render_notes(target, context))

    def render_all(self, target_ids: tuple[str, ...]) -> tuple[RenderedFile, ...]:
        """Make the files of several targets."""
        return tuple(file for target_id in target_ids for file in self.render(target_id))

    def render_fitting(self, target_ids: tuple[str, ...]) -> Fitting:
        """Make the files of several targets; one that a value does not fit into is left out.

        Raises QuotingError when none is left.
        """
        from app.render.quoting import QuotingError

        files: list[RenderedFile] = []
        refused: list[QuotingError] = []
        for target_id in target_ids:
            try:
                files += self.render(target_id)
            except QuotingError as exc:
                refused.append(exc)
        if refused and not files:
            raise refused[0]
        return Fitting(files=tuple(files), left_out=tuple(error.finding for error in refused))

    def write(
        self, target_ids: tuple[str, ...], folder: Path, *, as_zip: bool = False
    ) -> tuple[WrittenFile, ...]:
        """Write files; one that was there is kept under another name."""
        from app.render.archive import write_files

        files = self.render_all(target_ids)
        return write_files((self.archive(files),) if as_zip else files, folder)

    def archive(self, files: tuple[RenderedFile, ...]) -> RenderedFile:
        """Put files into one ZIP."""
        from app.render.archive import build_zip
        from app.render.context import RenderedFile

        secret = any(file.holds_secret for file in files)
        return RenderedFile(
            path=f"sendwright-{self._client.id}.zip",
            content=build_zip(files),
            mode=0o600 if secret else 0o644,
            holds_secret=secret,
        )

    def report(self) -> RenderedFile:
        """Make the hand-over report as a PDF."""
        from app.render.context import RenderedFile
        from app.render.report.document import render_report_pdf

        pdf = render_report_pdf(self._report_context(), self._paper)
        return RenderedFile(path=f"sendwright-{self._client.id}.pdf", content=pdf)

    def report_page(self) -> RenderedFile:
        """Make the hand-over report as one HTML page."""
        from app.render.context import RenderedFile
        from app.render.report.document import render_report_html

        page = render_report_html(self._report_context())
        return RenderedFile(path=f"sendwright-{self._client.id}.html", content=page.encode())

    def _report_context(self) -> ReportContext:
        from app.render.report.document import ReportContext

        client, translation = self._client, self._translation
        facts = translation.path(client.path) if client.path else None
        return ReportContext(
            handover=hand_over(client, self._clouds, translation, today=self._today),
            translation=translation,
            version=__version__,
            settings=self._settings_if_any(),
            path_name=facts.name if facts else "",
            needs=facts.needs if facts else (),
            limits=facts.limits if facts else (),
            risks=facts.risks if facts else (),
            ends=facts.ends if facts else "",
            cost=facts.cost if facts else "",
            doubt=facts.doubt if facts else "",
            sources=facts.sources if facts else (),
            checked=facts.checked if facts else None,
            inventory=_judged(client, translation),
            groups=_groups(client, translation),
            cloud_name=_cloud_name(self._clouds.of_client(client)),
            tested_at=client.tested_at,
            certificate=_certificate(client),
        )

    def _settings_if_any(self) -> SendingSettings | None:
        """A report is worth having before everything is decided."""
        try:
            return self.context().settings
        except AppError:
            return None

    def find(self, target_id: str) -> Target:
        """Look a target up by its id, or by a word that only one of them is known by.

        Raises InputError naming those that are meant most likely.
        """
        targets = self._known()
        found = find_targets(target_id, targets.values())
        if len(found) == 1:
            return found[0]
        near = [target.id for target in found] or difflib.get_close_matches(target_id, targets, n=3)
        values = {"name": target_id[:28], "near": ", ".join(near[:_MOST_MEANT])}
        fault = "ambiguous" if found else "misspelt" if near else "unknown"
        raise InputError(f"input.target.{fault}", values=values)


def _cloud_name(cloud: Cloud) -> str:
    """Name a cloud, and where it is not Microsoft's, its hosts."""
    hosts = f" ({', '.join(hosts_of(cloud))})" if cloud.is_private else ""
    return f"{cloud.name or cloud.id}{hosts}"


def _offer(target: Target, context: ExportContext) -> Offer:
    from app.render.targets import check_served

    try:
        check_served(target, context)
    except AppError as exc:
        return Offer(target=target, refusal=exc.finding)
    return Offer(target=target)


def _judged(client: Client, translation: Translation) -> tuple[JudgedDevice, ...]:
    """What is known to send; a long list of senders is cut to those that a page can hold."""
    stock = inventory_of(client, translation.catalogue)
    devices = (
        replace(one, told=say_oauth(one.told, translation.language)) for one in stock.devices
    )
    return (*devices, *stock.senders[:MOST_SENDERS])


def _groups(client: Client, translation: Translation) -> tuple[SenderGroup, ...]:
    """The path of each group; none where one path serves everything."""
    from app.render.report.document import SenderGroup

    groups = inventory_of(client, translation.catalogue).groups
    if len(groups) < 2:
        return ()
    told = []
    for group in groups:
        best = group.advice.recommended
        name = translation.path(best.path).name if best else ""
        reason = translation.remark(best.grounds[0]).text if best and best.grounds else ""
        told.append(SenderGroup(names=group.names, path_name=name, reason=reason))
    return tuple(told)


def _certificate(client: Client) -> tuple[str, date] | None:
    if client.path is not SendingPath.RELAY_CERTIFICATE or client.certificate_until is None:
        return None
    return client.certificate_name, client.certificate_until
