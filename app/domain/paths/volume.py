"""Which limit a load breaks first; the numbers come in as values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


class LimitName(StrEnum):
    """A limit by what it counts."""

    MESSAGES_PER_MINUTE = "messages_per_minute"
    CONNECTIONS = "connections"
    RECIPIENTS_PER_MESSAGE = "recipients_per_message"
    RECIPIENTS_PER_DOMAIN = "recipients_per_domain"
    RECIPIENTS_PER_DAY = "recipients_per_day"
    MESSAGE_SIZE = "message_size"
    TENANT_RECIPIENTS_PER_DAY = "tenant_recipients_per_day"
    INITIAL_DOMAIN_PER_DAY = "initial_domain_per_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimits:
    """The limits of one sending path; None where none is announced."""

    messages_per_minute: int | None = None
    connections: int | None = None
    recipients_per_message: int | None = None
    recipients_per_message_most: int | None = None
    """What an admin can raise the default to."""
    recipients_per_domain: int | None = None
    recipients_per_day: int | None = None
    message_mb: int | None = None
    counts_for_tenant: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantLimits:
    """How many external recipients a whole organisation may reach in 24 hours."""

    base: int
    factor: int
    exponent: float
    trial: int
    initial_domain_per_day: int
    initial_domain_suffixes: tuple[str, ...] = ()

    def external_per_day(self, licences: int, *, is_trial: bool = False) -> int:
        """Work out the limit; a part of a recipient does not count."""
        if is_trial:
            return self.trial
        growth = math.pow(max(licences, 1), self.exponent)
        return math.floor(self.factor * growth + self.base)

    def is_initial_domain(self, domain: str) -> bool:
        """Say whether Microsoft gave this domain to the organisation when it signed up."""
        return domain.lower().endswith(self.initial_domain_suffixes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is to be sent by one sender."""

    messages_per_day: int
    recipients_per_message: int = 1
    messages_in_busiest_minute: int = 1
    connections: int = 1
    message_mb: int = 0
    external_share: float = 1.0
    """Part of the recipients that are outside the organisation, 0 to 1."""
    from_initial_domain: bool = False
    licences: int | None = None
    """Paid Exchange licences of the organisation; None where that is not known."""
    is_trial: bool = False

    @property
    def recipients_per_day(self) -> int:
        """Each recipient of each message counts."""
        return self.messages_per_day * self.recipients_per_message

    @property
    def external_per_day(self) -> int:
        """Recipients outside the organisation, rounded up."""
        share = min(max(self.external_share, 0.0), 1.0)
        return math.ceil(round(self.recipients_per_day * share, 6))  # 30 x 0.1 is 3, not 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Strain:
    """How hard a load presses on one limit."""

    limit: LimitName
    asked: int
    allowed: int

    @property
    def breaks(self) -> bool:
        """More is asked for than is allowed."""
        return self.asked > self.allowed

    @property
    def ratio(self) -> float:
        """1.0 is exactly at the limit."""
        return self.asked / self.allowed if self.allowed else math.inf


def plan_volume(load: Load, path: RateLimits, tenant: TenantLimits) -> tuple[Strain, ...]:
    """Hold a load against every limit that applies, the hardest pressed first."""
    pairs = (
        (LimitName.MESSAGES_PER_MINUTE, load.messages_in_busiest_minute, path.messages_per_minute),
        (LimitName.CONNECTIONS, load.connections, path.connections),
        (
            LimitName.RECIPIENTS_PER_MESSAGE,
            load.recipients_per_message,
            path.recipients_per_message,
        ),
        (LimitName.RECIPIENTS_PER_DOMAIN, load.recipients_per_message, path.recipients_per_domain),
        (LimitName.RECIPIENTS_PER_DAY, load.recipients_per_day, path.recipients_per_day),
        (LimitName.MESSAGE_SIZE, load.message_mb, path.message_mb),
        *_tenant_pairs(load, path, tenant),
    )
    strains = (
        Strain(limit=limit, asked=asked, allowed=allowed)
        for limit, asked, allowed in pairs
        if allowed is not None
    )
    return tuple(sorted(strains, key=lambda strain: strain.ratio, reverse=True))


def _tenant_pairs(
    load: Load, path: RateLimits, tenant: TenantLimits
) -> tuple[tuple[LimitName, int, int | None], ...]:
    if not path.counts_for_tenant:
        return ()
    whole = (
        tenant.external_per_day(load.licences or 1, is_trial=load.is_trial)
        if load.licences is not None or load.is_trial
        else None
    )
    initial = tenant.initial_domain_per_day if load.from_initial_domain else None
    return (
        (LimitName.TENANT_RECIPIENTS_PER_DAY, load.external_per_day, whole),
        (LimitName.INITIAL_DOMAIN_PER_DAY, load.external_per_day, initial),
    )


def find_first_to_break(load: Load, path: RateLimits, tenant: TenantLimits) -> Strain | None:
    """Name the limit that this load breaks first; None when it keeps within all of them."""
    hardest = next(iter(plan_volume(load, path, tenant)), None)
    return hardest if hardest is not None and hardest.breaks else None
