"""Says of each device and sender whether it goes on, and which of them may take the same path."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.domain.organisation.client import Client, OAuthAbility
from app.domain.organisation.sender_list import AuthProtocol, ListedSender
from app.domain.path import SendingPath
from app.domain.paths.advice import Advice, advise
from app.domain.paths.brief import AdviceFacts, SenderAbility, TlsAbility
from app.domain.paths.remark import Remark


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
    """One device, or one mailbox that something sends with, and its verdict, with why."""

    name: str
    verdict: DeviceVerdict
    remark: Remark
    told: str = ""
    """What the vendor's pages say of it, such as the firmware that brings OAuth."""
    sources: tuple[str, ...] = ()
    checked: date | None = None
    messages: int | None = None
    """How many messages the organisation's list counted; None for a device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAdvice:
    """Devices that can do the same, and the advice for them."""

    names: tuple[str, ...]
    advice: Advice


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Everything that sends for a client."""

    devices: tuple[JudgedDevice, ...]
    senders: tuple[JudgedDevice, ...]
    groups: tuple[GroupAdvice, ...]

    def path_of(self, name: str) -> SendingPath | None:
        """The path recommended for the group to which one device or sender belongs."""
        for group in self.groups:
            if name in group.names:
                best = group.advice.recommended
                return best.path if best else None
        return None


def take_stock(
    client: Client,
    abilities: tuple[SenderAbility, ...],
    reported: tuple[ListedSender, ...],
    facts: AdviceFacts,
) -> Inventory:
    """Judge devices and listed senders, and advise one path a group."""
    return Inventory(
        devices=judge_devices(abilities, facts),
        senders=judge_senders(reported, facts),
        groups=advise_groups(
            client,
            (
                *(ability for ability in abilities if not ability.uses_graph),
                *map(ability_of_sender, reported),
            ),
            facts,
        ),
    )


def judge_devices(
    abilities: Iterable[SenderAbility], facts: AdviceFacts
) -> tuple[JudgedDevice, ...]:
    """Judge each device by itself, the most urgent first."""
    judged = [_judge(ability, facts) for ability in abilities]
    order = list(DeviceVerdict)
    return tuple(sorted(judged, key=lambda item: order.index(item.verdict)))


def judge_senders(reported: Iterable[ListedSender], facts: AdviceFacts) -> tuple[JudgedDevice, ...]:
    """Judge each mailbox of the list by what it did, the most urgent and the busiest first."""
    order = list(DeviceVerdict)
    judged = [_judge_sender(sender, facts) for sender in reported]
    return tuple(
        sorted(judged, key=lambda item: (order.index(item.verdict), -(item.messages or 0)))
    )


def advise_groups(
    client: Client, abilities: Iterable[SenderAbility], facts: AdviceFacts
) -> tuple[GroupAdvice, ...]:
    """Advise each group of equally able devices by itself: a mixed office takes several paths."""
    groups: dict[tuple[object, ...], list[SenderAbility]] = {}
    for ability in abilities:
        key = (
            ability.oauth,
            verdict_on(ability),
            ability.starttls is False,
            ability.lacks_password,
        )
        groups.setdefault(key, []).append(ability)
    return tuple(
        GroupAdvice(
            names=tuple(member.name for member in members),
            advice=advise(_speaking_for(client, members[0]), tuple(members), facts),
        )
        for members in groups.values()
    )


def _speaking_for(client: Client, member: SenderAbility) -> Client:
    """What is known of a group counts more than the answer given for the whole office."""
    if member.oauth is OAuthAbility.UNKNOWN:
        return client
    return replace(client, sender=replace(client.sender, oauth=OAuthAbility.UNKNOWN))


def ability_of_sender(sender: ListedSender) -> SenderAbility:
    """Read what a mailbox did as what it can do; a password today leaves open what comes."""
    tls = {True: TlsAbility.OLD, False: TlsAbility.MODERN, None: TlsAbility.UNKNOWN}
    able = sender.protocol is AuthProtocol.OAUTH
    return SenderAbility(
        name=sender.address,
        oauth=OAuthAbility.YES if able else OAuthAbility.UNKNOWN,
        tls=tls[sender.old_tls],
    )


def verdict_on(ability: SenderAbility) -> DeviceVerdict:
    """Say what becomes of a device that signs in to a mailbox."""
    if ability.uses_graph:
        return DeviceVerdict.GOES_ON
    if ability.tls in (TlsAbility.OLD, TlsAbility.NONE) or ability.starttls is False:
        return DeviceVerdict.TOO_OLD
    if ability.oauth is OAuthAbility.YES or ability.has_oauth:
        return DeviceVerdict.GOES_ON
    return DeviceVerdict.ENDS if ability.oauth is OAuthAbility.NO else DeviceVerdict.ASK


def verdict_on_sender(sender: ListedSender) -> DeviceVerdict:
    """Say what becomes of a mailbox by the way it signed in."""
    if sender.old_tls:
        return DeviceVerdict.TOO_OLD
    match sender.protocol:
        case AuthProtocol.BASIC | AuthProtocol.BOTH:
            return DeviceVerdict.ENDS
        case AuthProtocol.OAUTH:
            return DeviceVerdict.GOES_ON
        case AuthProtocol.UNTOLD:
            return DeviceVerdict.ASK


def _judge(ability: SenderAbility, facts: AdviceFacts) -> JudgedDevice:
    verdict = verdict_on(ability)
    code = "device.graph" if ability.uses_graph else f"device.{verdict}"
    return JudgedDevice(
        name=ability.name,
        verdict=verdict,
        remark=facts.mention(code, {"name": ability.name}),
        told=ability.told,
        sources=ability.sources,
        checked=ability.checked,
    )


def _judge_sender(sender: ListedSender, facts: AdviceFacts) -> JudgedDevice:
    code = f"sender.{verdict_on_sender(sender)}"
    return JudgedDevice(
        name=sender.address,
        verdict=verdict_on_sender(sender),
        remark=facts.mention(code, {"name": sender.address}),
        messages=sender.messages,
    )
