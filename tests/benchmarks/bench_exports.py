"""How long all exports of one client take, and those of a hundred clients.

Run it by hand: `python tests/benchmarks/bench_exports.py`. Everything that a client's path can be
exported to is made, sheets as PDF among it; one client must take less than 1 s, a hundred less
than 60 s.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.catalogue import Catalogue
from app.catalogue.translation import installed_wording
from app.domain.organisation.client import Client, ClientId, CloudId, Detection
from app.domain.organisation.draft import Draft
from app.domain.path import SendingPath
from app.render.context import ExportContext
from app.render.targets import render_target
from app.services.settings import settings_of

ONE_S, HUNDRED_S = 1.0, 60.0
_PATHS = (SendingPath.SMTP_AUTH_OAUTH, SendingPath.SMTP_AUTH_BASIC, SendingPath.RELAY_IP)


def main() -> int:
    started = time.perf_counter()
    catalogue = Catalogue()
    print(f"catalogue read in {time.perf_counter() - started:.2f} s")
    seconds = [export_all(make_client(number), catalogue) for number in range(100)]
    by_target = Counter[str]()
    for spent in seconds:
        by_target.update(spent)
    each = [sum(spent.values()) for spent in seconds]
    print(f"first client {each[0]:.2f} s, slowest {max(each):.2f} s, all 100 {sum(each):.1f} s")
    for name, total in by_target.most_common(5):
        print(f"  {name:<20} {total * 10:6.1f} ms a client")
    return int(max(each) >= ONE_S or sum(each) >= HUNDRED_S)


def make_client(number: int) -> Client:
    domain = f"client{number}.example"
    path = _PATHS[number % len(_PATHS)]
    draft = Draft(typed=f"scan@{domain}", path=path.value, from_name="Büro & Söhne")
    client = draft.to_client(ClientId(f"client{number}"), cloud=CloudId("worldwide"))
    mx = f"client{number}-example.mail.protection.outlook.com"
    found = Detection(domain=client.domain, mx=(mx,), microsoft_mx=mx)
    return replace(client, detection=found)


def export_all(client: Client, catalogue: Catalogue) -> dict[str, float]:
    """Make all exports of a client; gives what each target took."""
    cloud = catalogue.clouds[client.cloud]
    settings = settings_of(client, cloud, catalogue)
    context = ExportContext(
        client_id=client.id,
        client_name=client.name,
        domain=str(client.domain),
        settings=settings,
        cloud=cloud,
        made_on=date(2026, 11, 23),
        version="bench",
        word=installed_wording("en"),
        application_id="00000000-0000-4000-8000-000000000000",
        devices=tuple(catalogue.devices[name] for name in list(catalogue.devices)[:1]),
    )
    spent = {}
    for target in catalogue.targets.values():
        if settings.path in target.paths:
            started = time.perf_counter()
            render_target(target, context)
            spent[target.id] = time.perf_counter() - started
    return spent


if __name__ == "__main__":
    sys.exit(main())
