"""Says of each device whether it goes on sending, and which devices may take the same path."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.advice import Advice, Remark, advise
from app.domain.client import Client, OAuthAbility
from app.domain.situation import AdviceFacts, SenderAbility, TlsAbility


class DeviceVerdict(StrEnum):
    """What becomes of a device; the order is the order of showing."""

    TOO_OLD = "too_old"
    """It cannot reach Microsoft's submission server at all."""
    ENDS = "ends"
    """It knows only a password, and passwords end."""
    ASK = "ask"
    """It depends on model or firmware, or is not known."""
    GOES_ON = "goes_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedDevice:
    """One device with its verdict in a sentence."""

    name: str
    verdict: DeviceVerdict
    remark: Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAdvice:
    """Devices that can do the same, and the advice for them."""

    names: tuple[str, ...]
    advice: Advice


def judge_devices(
    abilities: Iterable[SenderAbility], facts: AdviceFacts
) -> tuple[JudgedDevice, ...]:
    """Judge each device by itself, the most urgent first."""
    judged = [_judge(ability, facts) for ability in abilities]
    order = list(DeviceVerdict)
    return tuple(sorted(judged, key=lambda item: order.index(item.verdict)))


def advise_groups(
    client: Client, abilities: Iterable[SenderAbility], facts: AdviceFacts
) -> tuple[GroupAdvice, ...]:
    """Advise each group of equally able devices by itself: a mixed office takes several paths."""
    groups: dict[tuple[object, ...], list[SenderAbility]] = {}
    for ability in abilities:
        key = (ability.oauth, verdict_on(ability), ability.starttls is False)
        groups.setdefault(key, []).append(ability)
    return tuple(
        GroupAdvice(
            names=tuple(member.name for member in members),
            advice=advise(client, tuple(members), facts),
        )
        for members in groups.values()
    )


def verdict_on(ability: SenderAbility) -> DeviceVerdict:
    """Say what becomes of a device that signs in to a mailbox."""
    if ability.tls in (TlsAbility.OLD, TlsAbility.NONE) or ability.starttls is False:
        return DeviceVerdict.TOO_OLD
    if ability.oauth is OAuthAbility.YES:
        return DeviceVerdict.GOES_ON
    return DeviceVerdict.ENDS if ability.oauth is OAuthAbility.NO else DeviceVerdict.ASK


def _judge(ability: SenderAbility, facts: AdviceFacts) -> JudgedDevice:
    verdict = verdict_on(ability)
    sentence = facts.sentences[f"device.{verdict}"]
    remark = Remark(
        code=f"device.{verdict}",
        text=sentence.text.format_map({"name": ability.name}),
        sources=sentence.sources,
    )
    return JudgedDevice(name=ability.name, verdict=verdict, remark=remark)
