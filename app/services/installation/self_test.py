"""Proves that an installation works, part by part; each part answers with a finding."""

from __future__ import annotations

import asyncio
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from jinja2 import TemplateError

from app.catalogue import Catalogue, CatalogueError, installed_catalogue
from app.catalogue.translation import Translation
from app.domain.errors import AppError
from app.domain.finding import Finding, State
from app.domain.organisation.client import Client
from app.domain.path import SendingPath
from app.domain.secret import Secret
from app.domain.worded import ENGLISH
from app.render.context import RenderedFile
from app.resources import FONTS, HELP, I18N, ICONS, ROOT, TEMPLATES
from app.services.advising import choose_best
from app.services.checking.checks import send_test
from app.services.clouds import CloudShelf
from app.services.detecting import with_detection
from app.services.engine import Engine
from app.services.exporting import Exports
from app.services.installation.data_files import damaged_files
from app.services.practising.tenant import start_practice
from app.store.folders import Folders

_WINDOW_DEADLINE_S = 30.0
"""Chosen: several times what a first start takes."""
_TRIAL = "Sendwright self-test"
_TRIAL_CLIENT = "self-test"
_TRIAL_BYTES = 3000
"""More than one entry of the Windows store holds, as a real token is."""
_DAMAGED = "self_test.catalogue.damaged"
_NAMED_FILES = 20
"""Chosen: whoever has lost more installs again and needs no list."""
_FOLDERS = (FONTS, HELP, I18N, ICONS, TEMPLATES)
_SECTIONS = ("clouds", "findings", "paths", "admin_steps", "devices", "targets", "scenarios")


async def self_test() -> tuple[Finding, ...]:
    """Try every part that can be missing or broken on a computer."""
    catalogue = installed_catalogue()
    parts: tuple[Callable[[Catalogue], Finding], ...] = (
        _try_catalogue,
        _try_roots,
        _try_keyring,
        _try_window,
    )
    findings = [await asyncio.to_thread(part, catalogue) for part in parts]
    if any(finding.code == _DAMAGED for finding in findings):
        return tuple(findings)  # what needs these files can only fail in ways that mislead
    return (*findings, *await _try_practice(catalogue))


def _try_catalogue(catalogue: Catalogue) -> Finding:
    """Read every fact, and look for files that were lost on the way."""
    lost = [folder.name for folder in _FOLDERS if not _has_files(folder)]
    damaged = (*(f"nothing in {name}" for name in lost), *damaged_files(ROOT))
    if damaged:
        evidence = "\n".join(damaged[:_NAMED_FILES])
        return catalogue.finding(_DAMAGED, subject="resources", evidence=evidence)
    try:
        counts = {name: len(getattr(catalogue, name)) for name in _SECTIONS}
    except CatalogueError as exc:
        named = f"{exc.values['file']}: {exc.evidence}"
        return catalogue.finding(_DAMAGED, subject="resources", evidence=named)
    evidence = ", ".join(f"{count} {name}" for name, count in counts.items())
    return catalogue.finding("self_test.catalogue.complete", subject="resources", evidence=evidence)


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _try_roots(catalogue: Catalogue) -> Finding:
    """Count what connections are verified against; none is as good as no network."""
    from app.services.installation.roots import count_roots

    number, where = count_roots()
    code = "self_test.roots.found" if number else "self_test.roots.missing"
    evidence = f"{number} in {where}" if where else ""
    return catalogue.finding(code, subject="certificates", evidence=evidence)


def _try_keyring(catalogue: Catalogue) -> Finding:
    """Write a value, read it back and remove it; say clearly where no keyring can be used."""
    from app.store.errors import KeyringError
    from app.store.secrets import SecretStore

    store = SecretStore(_TRIAL, catalogue=catalogue)
    state = store.backend()
    if not state.usable:
        code, found = "self_test.keyring.absent", State.ABSENT
        return catalogue.finding(code, subject="keyring", evidence=state.name, state=found)
    value = Secret(secrets.token_urlsafe(_TRIAL_BYTES))
    try:
        store.put(_TRIAL_CLIENT, "trial", value)
        kept = store.get(_TRIAL_CLIENT, "trial")
        store.forget(_TRIAL_CLIENT)
    except KeyringError as exc:
        code, evidence = "self_test.keyring.broken", f"{state.name}: {exc.evidence}"
        return catalogue.finding(code, subject="keyring", evidence=evidence)
    same = kept is not None and kept.reveal() == value.reveal()
    code = "self_test.keyring.usable" if same else "self_test.keyring.broken"
    return catalogue.finding(code, subject="keyring", evidence=state.name)


def _try_window(catalogue: Catalogue) -> Finding:
    """Qt ends the process where a library is missing, so it is tried in a process of its own."""
    module = [] if getattr(sys, "frozen", False) else ["-m", "app"]
    try:
        tried = subprocess.run(  # noqa: S603  # our own program, no text of anybody's
            [sys.executable, *module, "--probe-window"],
            capture_output=True,
            text=True,
            timeout=_WINDOW_DEADLINE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as exc:
        return catalogue.finding("self_test.window.failed", subject="Qt", evidence=str(exc))
    works = tried.returncode == 0
    code = "self_test.window.works" if works else "self_test.window.failed"
    evidence = (tried.stdout if works else tried.stderr).strip()[-500:]
    return catalogue.finding(code, subject="Qt", evidence=evidence)


async def _try_practice(catalogue: Catalogue) -> tuple[Finding, ...]:
    """Deliver one message on loopback, and make every export of a client."""
    with tempfile.TemporaryDirectory(prefix="sendwright-self-test-") as home:
        engine = Engine(Folders.under(Path(home)))
        try:
            return await _deliver_and_render(engine, catalogue)
        except AppError as exc:
            return (exc.as_finding("practice tenant"),)
        except TemplateError as exc:  # a template is lost or damaged
            code, evidence = "self_test.exports.failed", f"{type(exc).__name__}: {exc}"
            return (catalogue.finding(code, subject="exports", evidence=evidence),)
        finally:
            engine.close()


async def _deliver_and_render(engine: Engine, catalogue: Catalogue) -> tuple[Finding, ...]:
    english = engine.translation(ENGLISH)
    client = await asyncio.to_thread(start_practice, "all_well", engine.clouds)
    client = choose_best(await with_detection(client, engine.clouds), catalogue)
    run = await send_test(client, client.test_recipients[:1], engine.clouds, engine.signing)
    practice = engine.clouds.practice
    arrived = len(practice.messages()) if practice else 0
    delivered = catalogue.finding(
        "self_test.delivery.works" if arrived else "self_test.delivery.failed",
        subject="practice tenant",
        evidence="\n".join(english.word(finding).title for finding in run.findings),
    )
    return (delivered, _render_all(client, engine.clouds, english))


def _render_all(client: Client, clouds: CloudShelf, english: Translation) -> Finding:
    """Make every export there is; each is for some paths only, so all paths are walked."""
    left = {str(name) for name in clouds.catalogue.targets}
    files: list[RenderedFile] = []
    left_out: list[Finding] = []
    for path in SendingPath:
        exports = Exports(replace(client, path=path), clouds, english)
        serving = {offer.target.id for offer in exports.offers() if offer.can_serve} & left
        fitting = exports.render_fitting(tuple(sorted(serving)))
        files += fitting.files
        left_out += fitting.left_out
        left -= serving
    # Programs of Unix alone refuse the path of the practice CA on Windows; nothing else may.
    may_lack = sys.platform == "win32" or not left_out
    made = may_lack and not left and any(file.content.startswith(b"%PDF-") for file in files)
    missing = f"not made: {', '.join(sorted(left))}" if left else ""
    why = (one.in_one for one in map(english.word, left_out))
    return clouds.catalogue.finding(
        "self_test.exports.made" if made else "self_test.exports.failed",
        subject="exports",
        evidence="\n".join(filter(None, (f"{len(files)} files", missing, *why))),
    )
