"""The whole job on the practice tenant, without a window and without an account."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain.check import CheckRun, Progress
from app.domain.errors import AppError
from app.domain.organisation import gains
from app.domain.organisation.client import Client, DeviceId, OAuthAbility, SenderKind
from app.domain.worded import ENGLISH
from app.practice import PracticeTenant
from app.services.advising import choose_best
from app.services.checking.checks import check
from app.services.detecting import with_detection
from app.services.engine import Engine
from app.services.exporting import Exports
from app.services.practising.tenant import start_practice
from app.services.result import CommandResult, make_result, to_json

Say = Callable[[str], None]
RESULT = "report.json"
_COPIER = "mfp"


class Demo:
    """Does for a client of the practice tenant what a person does in the wizard."""

    def __init__(self, engine: Engine, folder: Path, *, say: Say, progress: Progress) -> None:
        self._engine = engine
        self._english = engine.translation(ENGLISH)
        self._folder = folder
        self._say = say
        self._progress = progress
        self._steps: dict[str, Any] = {}

    async def run(self, scenario: str = "all_well") -> CommandResult:
        """Do everything for both paths; the tenant is gone and its token forgotten at the end."""
        client = await asyncio.to_thread(start_practice, scenario, self._engine.clouds)
        self._say(f"The practice tenant runs on this computer and plays “{scenario}”.")
        try:
            client = await self._find_out(client)
            client = await self._sign_in(self._choose(client, oauth=OAuthAbility.YES))
            await self._prove_token(client)
            signed_run = await self._check_and_send(client)
            relay = self._choose(client, oauth=OAuthAbility.NO)
            relay_run = await self._check_and_send(relay)
            self._export(client)
            self._export(relay)
            self._save_report(client, signed_run)
            return self._conclude(client, (signed_run, relay_run))
        finally:
            await self._engine.signing.forget(client)
            self._engine.close()

    async def _find_out(self, client: Client) -> Client:
        found = await with_detection(client, self._engine.clouds)
        detection = found.detection
        if detection is None or detection.tenant_id is None:
            raise AppError("demo.tenant.missing")
        self._say(
            f"{found.domain}: tenant {detection.tenant_id}, mail host {detection.microsoft_mx}"
        )
        self._steps["detection"] = {
            "tenant_id": detection.tenant_id,
            "cloud": detection.cloud,
            "mx": detection.mx,
        }
        return found

    def _choose(self, client: Client, *, oauth: OAuthAbility) -> Client:
        """Answer as an office whose server knows OAuth, or as one whose copier does not."""
        kind = SenderKind.SERVER if oauth is OAuthAbility.YES else SenderKind.DEVICE
        devices = (self._copier(),) if kind is SenderKind.DEVICE else ()
        sender = replace(client.sender, kinds=(kind,), oauth=oauth, devices=devices)
        chosen = choose_best(replace(client, sender=sender), self._engine.catalogue)
        assert chosen.path is not None
        self._say(f"For a {kind.value}: {self._engine.catalogue.paths[chosen.path].name}")
        self._steps.setdefault("paths", []).append(chosen.path)
        return chosen

    def _copier(self) -> DeviceId:
        """Take the office copier that the catalogue knows best."""
        copiers = [d for d in self._engine.catalogue.devices.values() if d.kind == _COPIER]
        return DeviceId(max(copiers, key=lambda device: len(device.fields)).id)

    async def _sign_in(self, client: Client) -> Client:
        tenant = self._tenant()

        self._say("The practice sign-in page opens and is filled in.")
        signed_in = await self._engine.signing.sign_in(
            client, open_browser=tenant.browser(), show_code=lambda _: None
        )
        self._say(f"Signed in as {signed_in.username}; the token is in {signed_in.kept_in}.")
        self._steps["sign_in"] = {"user": signed_in.username, "kept_in": signed_in.kept_in}
        return signed_in.client

    async def _prove_token(self, client: Client) -> None:
        token = await self._engine.signing.token(client)
        if not token:
            raise AppError("demo.token.missing")
        self._say("The refresh token was read back and gave a fresh access token.")

    async def _check_and_send(self, client: Client) -> CheckRun:
        before = len(self._tenant().messages())
        run = await check(
            client,
            self._engine.clouds,
            self._engine.signing,
            self._progress,
            send_to=client.test_recipients,
        )
        arrived = len(self._tenant().messages()) - before
        self._say(f"{arrived} test messages arrived by {client.path}.")
        self._steps.setdefault("delivered", {})[str(client.path)] = arrived
        return run

    def _export(self, client: Client) -> None:
        exports = Exports(client, self._engine.clouds, self._english)
        targets = tuple(offer.target.id for offer in exports.offers() if offer.can_serve)
        from app.render.archive import write_files  # Jinja2 and Typst come with it

        folder = self._folder / str(client.path)
        made = exports.render_fitting(targets)
        written = write_files((*made.files, exports.archive(made.files)), folder)
        for one in map(self._english.word, made.left_out):
            self._say(one.in_one)
        self._steps.setdefault("files", []).extend(
            str(file.path.relative_to(self._folder)) for file in written
        )
        self._say(f"{len(written)} files were written to {folder}.")

    def _save_report(self, client: Client, run: CheckRun) -> None:
        exports = Exports(gains.tested(client, run), self._engine.clouds, self._english)
        for file in (exports.report(), exports.report_page()):
            (self._folder / file.path).write_bytes(file.content)
            self._steps.setdefault("files", []).append(file.path)

    def _conclude(self, client: Client, runs: tuple[CheckRun, ...]) -> CommandResult:
        result = make_result(
            "demo",
            client=client.id,
            findings=tuple(finding for run in runs for finding in run.findings),
            result=self._steps,
            started=runs[0].started,
            elapsed_s=sum(run.elapsed_s for run in runs),
        )
        (self._folder / RESULT).write_bytes(to_json(result))
        return result

    def _tenant(self) -> PracticeTenant:
        tenant = self._engine.clouds.practice
        if tenant is None:
            raise RuntimeError("the practice tenant does not run")
        return tenant
