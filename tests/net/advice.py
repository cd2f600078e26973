"""What is advised: with each answer a person may give, and with each family of devices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from app.catalogue import Catalogue
from app.catalogue.advice import advice_facts, device_ability
from app.catalogue.translation import Translation
from app.domain.organisation.client import (
    Audience,
    Client,
    ClientId,
    CloudId,
    OAuthAbility,
    Purpose,
    SenderAnswers,
    SenderKind,
)
from app.domain.organisation.draft import Draft
from app.domain.paths.advice import Advice, advise
from app.domain.paths.remark import Remark, WordedRemark
from app.services.devices.inventory import inventory_of
from tests.net.families import client_with, families
from tests.net.grouping import group
from tests.net.parts import Part, write_beside

_NAME = "<device>"
_ANSWERS: dict[str, dict[str, Any]] = {
    "nothing is known": {},
    "a device": {"kinds": (SenderKind.DEVICE,)},
    "an app": {"kinds": (SenderKind.APP,)},
    "a server": {"kinds": (SenderKind.SERVER,)},
    "a person": {"kinds": (SenderKind.PERSON,)},
    "device and server": {"kinds": (SenderKind.DEVICE, SenderKind.SERVER)},
    "OAuth": {"kinds": (SenderKind.DEVICE,), "oauth": OAuthAbility.YES},
    "no OAuth": {"kinds": (SenderKind.DEVICE,), "oauth": OAuthAbility.NO},
    "a server without OAuth": {"kinds": (SenderKind.SERVER,), "oauth": OAuthAbility.NO},
    "a fixed address": {"kinds": (SenderKind.DEVICE,), "fixed_ips": ("203.0.113.10",)},
    "an address at home": {"kinds": (SenderKind.DEVICE,), "fixed_ips": ("192.168.1.20",)},
    "a range too wide": {"kinds": (SenderKind.DEVICE,), "fixed_ips": ("203.0.0.0/16",)},
    "an IPv6 address": {"kinds": (SenderKind.DEVICE,), "fixed_ips": ("2001:db8::1",)},
    "no OAuth, a fixed address": {
        "kinds": (SenderKind.DEVICE,), "oauth": OAuthAbility.NO, "fixed_ips": ("203.0.113.10",),
    },
    "inside only": {"kinds": (SenderKind.DEVICE,), "audience": Audience.INSIDE},
    "outside only": {"kinds": (SenderKind.SERVER,), "audience": Audience.OUTSIDE},
    "a newsletter": {"kinds": (SenderKind.SERVER,), "purpose": Purpose.NEWSLETTER},
    "cold outreach": {"kinds": (SenderKind.SERVER,), "purpose": Purpose.COLD_OUTREACH},
    "4,000 a day, 60 a minute": {
        "kinds": (SenderKind.SERVER,), "messages_per_day": 4000, "busiest_minute": 60,
    },
    "20,000 a day": {"kinds": (SenderKind.SERVER,), "messages_per_day": 20_000, "licences": 25},
    "200,000 a day": {"kinds": (SenderKind.SERVER,), "messages_per_day": 200_000},
    "inside only, 20,000 a day": {
        "kinds": (SenderKind.SERVER,), "audience": Audience.INSIDE, "messages_per_day": 20_000,
    },
    "many recipients": {"kinds": (SenderKind.SERVER,), "recipients_per_message": 900},
}  # fmt: skip
_CLOUDS = ("worldwide", "gcc_high", "dod", "china")


def record_answers(language: str) -> dict[str, str]:
    """Advice for each answer, beside that for a person who has said nothing."""
    catalogue = Catalogue()
    facts, translation = advice_facts(catalogue), Translation(catalogue, language)
    clients = {words: _client(answers) for words, answers in _ANSWERS.items()}
    clients |= {f"cloud {cloud}": _client({}, cloud) for cloud in _CLOUDS}
    parts = [
        Part(words, tuple(_told(advise(one, (), facts), translation)))
        for words, one in clients.items()
    ]
    base = [Part(part.title, parts[0].lines) for part in parts[1:]]
    return {f"advice/answers.{language}.txt": write_beside(parts, base, parts[0].title)}


def record_by_family(language: str) -> dict[str, str]:
    """Advice and verdict for each family, with its name taken out."""
    catalogue = Catalogue()
    translation = Translation(catalogue, language)
    facts = advice_facts(catalogue)
    advised, judged = [], []
    for device in sorted(families(catalogue), key=lambda device: device.id):
        client, ability = client_with(device), device_ability(device)
        advice = "\n".join(_told(advise(client, (ability,), facts), translation))
        advised.append((device.id, advice.replace(ability.name, _NAME)))
        (one,) = inventory_of(client, catalogue).devices
        said = _sentence(translation.remark(one.remark))
        verdict = f"{one.verdict.value}: {said}".replace(ability.name, _NAME)
        judged.append((device.id + (f": {one.told}" if one.told else ""), verdict))
    return {
        f"advice/by_family.{language}.txt": group(advised),
        f"advice/verdicts.{language}.txt": group(judged),
    }


def _client(answers: dict[str, Any], cloud: str = "worldwide") -> Client:
    client = Draft(typed="scan@contoso.com").to_client(ClientId("contoso"), cloud=CloudId(cloud))
    from_address = client.sender.from_address
    return replace(client, sender=replace(SenderAnswers(from_address=from_address), **answers))


def _told(advice: Advice, translation: Translation) -> Iterator[str]:
    def remarks(margin: str, made: Iterable[Remark]) -> Iterator[str]:
        return (margin + _sentence(translation.remark(one)) for one in made)

    for option in advice.options:
        yield f"{option.fit.value} {option.path.value}"
        yield from remarks("  + ", option.grounds)
        yield from remarks("  - ", option.obstacles)
    yield from remarks("note ", advice.notes)
    for item in advice.beyond:
        yield f"beyond {item.service.value}: {_sentence(translation.remark(item.because))}"


def _sentence(remark: WordedRemark) -> str:
    doubt = f" (not sure: {remark.doubt})" if remark.doubt else ""
    return f"{remark.code}: {remark.text}{doubt}"
