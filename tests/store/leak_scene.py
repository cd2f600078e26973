"""A whole journey at the practice tenant, then a search for its tokens in everything it left."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from app.domain.check import CheckEvent
from app.domain.organisation.client import Client
from app.domain.organisation.draft import Draft
from app.domain.path import SendingPath
from app.practice import PracticeTenant
from app.services.checking.checks import check
from app.services.clients import draft_client, keep_run
from app.services.detecting import with_detection
from app.services.engine import Engine
from app.services.exporting import Exports
from app.services.handing_over import hand_over
from app.store.folders import Folders
from app.store.secrets import SecretStore
from app.store.tokens import TokenStore

HOME = Path(os.environ["HOME"])


async def journey(engine: Engine, tenant: PracticeTenant, seen: list[str]) -> Client:
    """Sign in, check, send, renew, export and save; keep what was shown on the way."""

    def report(event: CheckEvent) -> None:
        seen.append(repr(event))

    client = draft_client(Draft(typed=tenant.user), engine.clouds, engine.clients)
    client = replace(client, path=SendingPath.SMTP_AUTH_OAUTH)
    application = replace(client.sign_in, application_id=tenant.application_id)
    client = await with_detection(replace(client, sign_in=application), engine.clouds)
    signed_in = await engine.signing.sign_in(client, open_browser=tenant.browser(), show_code=print)
    seen.append(repr(signed_in))
    client = signed_in.client
    await engine.signing.token(client)
    run = await check(client, engine.clouds, engine.signing, report, send_to=tenant.recipients)
    client = keep_run(client, run, engine.clients, engine.runs)
    exports = Exports(client, engine.clouds, engine.translation("en"))
    offered = tuple(offer.target.id for offer in exports.offers() if offer.can_serve)
    exports.write(offered, HOME / "out")
    exports.write(offered, HOME / "out", as_zip=True)
    (HOME / "out" / "report.pdf").write_bytes(exports.report().content)
    seen += [
        repr(run),
        repr(client),
        repr(hand_over(client, engine.clouds, engine.translation("en"))),
        repr(vars(engine)),
    ]
    return client


def contents() -> Iterator[tuple[str, bytes]]:
    """Everything on the disk that the journey can have written, ZIPs unpacked."""
    for path in HOME.rglob("*"):
        if not path.is_file():
            continue
        yield str(path), path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield from ((f"{path}!{name}", archive.read(name)) for name in archive.namelist())


def main() -> dict[str, object]:
    logging.basicConfig(filename=HOME / "debug.log", level=logging.DEBUG)
    folders = Folders.under(HOME / "sendwright")
    engine = Engine(folders)
    seen: list[str] = []
    with PracticeTenant() as tenant:
        engine.clouds.take(str(tenant.cloud_file))
        client = asyncio.run(journey(engine, tenant, seen))
        stored = TokenStore(SecretStore(), folders.cache / "locks").load(client.id)
        assert stored is not None
        tokens = [stored.access_token.reveal(), stored.refresh_token.reveal()]
        delivered = len(tenant.messages())
        asyncio.run(engine.signing.forget(client))
    seen += [*os.environ.values(), Path("/proc/self/cmdline").read_text(encoding="utf-8")]
    places = [*contents(), *(("shown", text.encode()) for text in seen)]
    # A part of a token is a leak too; its beginning is the same for all, so its end is looked for.
    canaries = [canary.encode() for token in tokens for canary in (token[-24:], token[-48:-24])]
    return {
        "found": [name for name, text in places if any(canary in text for canary in canaries)],
        "files": len(places),
        "delivered": delivered,
        "lengths": sorted(map(len, tokens)),
        "log": (HOME / "debug.log").stat().st_size,
        "left": SecretStore().get(client.id, "sign_in") is not None,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
