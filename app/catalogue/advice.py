"""Hands the catalogue's facts on paths to the rules that rank them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter

from app.catalogue.devices.reading import read_ability
from app.catalogue.devices.schema import Device
from app.catalogue.loader import Catalogue
from app.catalogue.schema.path import PathFacts
from app.domain.devices.ability import OAuthWord
from app.domain.finding import Finding
from app.domain.organisation.client import Client
from app.domain.path import SendingPath
from app.domain.paths.brief import AdviceFacts, SenderAbility, load_of, read_sender
from app.domain.paths.remark import Mention, Remark
from app.domain.paths.volume import Load, RateLimits, Strain, TenantLimits, plan_volume

TENANT = "organisation"
_NO_VALUES: Mapping[str, str] = {}


def tenant_limits(catalogue: Catalogue) -> TenantLimits:
    """The limits of a whole organisation."""
    facts = catalogue.tenant_limits[TENANT]
    return TenantLimits(
        base=facts.base,
        factor=facts.factor,
        exponent=facts.exponent,
        trial=facts.trial,
        initial_domain_per_day=facts.initial_domain_per_day,
        initial_domain_suffixes=facts.initial_domain_suffixes,
    )


def rate_limits(path: PathFacts) -> RateLimits:
    """The limits of one path."""
    rates = path.rates
    return RateLimits(
        messages_per_minute=rates.messages_per_minute,
        connections=rates.connections,
        recipients_per_message=rates.recipients_per_message,
        recipients_per_message_most=rates.recipients_per_message_most,
        recipients_per_domain=rates.recipients_per_domain,
        recipients_per_day=rates.recipients_per_day,
        message_mb=rates.message_mb,
        counts_for_tenant=rates.counts_for_tenant,
    )


def advice_facts(catalogue: Catalogue) -> AdviceFacts:
    """All that `app.domain.paths.advice.advise` must know."""
    paths = catalogue.paths
    return AdviceFacts(
        mention=mentioning(catalogue),
        limits={id_: rate_limits(path) for id_, path in paths.items()},
        tenant=tenant_limits(catalogue),
        not_in_clouds={id_: path.not_in_clouds for id_, path in paths.items()},
        closed_by={id_: path.closed_by for id_, path in paths.items()},
    )


def mentioning(catalogue: Catalogue) -> Mention:
    """Hand rules what makes their remarks.

    It raises KeyError for a code that the catalogue does not have, and for a sentence that waits
    for a value which is not given: a bug, not an event.
    """

    def mention(
        code: str,
        values: Mapping[str, str] = _NO_VALUES,
        *,
        path: SendingPath | None = None,
        seen: Finding | None = None,
    ) -> Remark:
        given = {*values, *(("path", "ends") if path else ()), *(("seen",) if seen else ())}
        if missing := reason_places(catalogue.reasons[code].text) - given:
            raise KeyError(f"{code} waits for {', '.join(sorted(missing))}")
        return Remark(code=code, values=dict(values), path=path, seen=seen)

    return mention


@cache
def reason_places(text: str) -> frozenset[str]:
    """Name the values that a sentence waits for."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumePlan:
    """How one path carries what a client wants to send."""

    path: SendingPath
    strains: tuple[Strain, ...]
    """Every limit that applies, the hardest pressed first."""
    broken: tuple[Remark, ...]
    """What breaks, in the same order; empty: it fits."""


def plan_client_volume(client: Client, catalogue: Catalogue) -> tuple[VolumePlan, ...]:
    """Hold what a client wants to send against the limits of every path."""
    tenant = tenant_limits(catalogue)
    load = load_of(client, tenant)
    return tuple(
        VolumePlan(
            path=id_,
            strains=plan_volume(load, rate_limits(facts), tenant),
            broken=explain_volume(load, facts, catalogue),
        )
        for id_, facts in catalogue.paths.items()
    )


def explain_volume(load: Load, path: PathFacts, catalogue: Catalogue) -> tuple[Remark, ...]:
    """What this load breaks on this path, the hardest pressed limit first; nothing: it fits."""
    strains = plan_volume(load, rate_limits(path), tenant_limits(catalogue))
    mention = mentioning(catalogue)
    return tuple(_explain_strain(strain, mention) for strain in strains if strain.breaks)


def _explain_strain(strain: Strain, mention: Mention) -> Remark:
    values = {"asked": f"{strain.asked:,}", "allowed": f"{strain.allowed:,}"}
    return mention(f"limit.{strain.limit}", values)


def device_ability(device: Device) -> SenderAbility:
    """What the catalogue knows a family of devices to be able to do."""
    ability = read_ability(device)
    is_open = ability.oauth is OAuthWord.UNKNOWN
    return read_sender(
        f"{device.vendor} {device.family}",
        ability,
        told=device.oauth or (device.ability.settle if is_open else ""),
        sources=device.sources,
        checked=device.checked,
    )
