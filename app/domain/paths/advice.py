"""Ranks all sending paths for one client, each with what speaks for it and against it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.organisation.client import Client, OAuthAbility, Purpose
from app.domain.path import SendingPath
from app.domain.paths.beyond import Beyond, rank_beyond
from app.domain.paths.brief import (
    AdviceFacts,
    Brief,
    SenderAbility,
    TenantState,
    read_brief,
)
from app.domain.paths.judges import judge
from app.domain.paths.option import Fit, Option
from app.domain.paths.remark import Remark

__all__ = ["Advice", "Fit", "Option", "advise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """All paths, best first, and what holds whichever is taken."""

    options: tuple[Option, ...]
    notes: tuple[Remark, ...] = ()
    beyond: tuple[Beyond, ...] = ()
    """Other ways than these paths, where volume or purpose speaks for them; the best first."""

    @property
    def recommended(self) -> Option | None:
        """The first choice; None when no path can work."""
        return next((item for item in self.options if item.fit is Fit.RECOMMENDED), None)

    def option(self, path: SendingPath) -> Option:
        """Look up how one path suits."""
        return next(item for item in self.options if item.path is path)


def advise(client: Client, abilities: tuple[SenderAbility, ...], facts: AdviceFacts) -> Advice:
    """Rank every path for this client; `abilities` are those of the devices and apps it chose."""
    brief = read_brief(client, abilities, facts)
    options = {path: judge(path, brief, facts) for path in SendingPath}
    ranked = [options[path] for path in _preference(brief)]
    able = [item for item in ranked if item.fit is not Fit.IMPOSSIBLE]
    unable = [item for item in ranked if item.fit is Fit.IMPOSSIBLE]
    notes = _notes(brief, facts)
    return Advice(
        options=tuple(_promote_first(able) + unable),
        notes=notes,
        beyond=rank_beyond(brief, notes),
    )


def _promote_first(able: list[Option]) -> list[Option]:
    if not able:
        return able
    return [replace(able[0], fit=Fit.RECOMMENDED), *able[1:]]


def _preference(brief: Brief) -> tuple[SendingPath, ...]:
    """Order the paths by how much they are to be wished for, whether or not they can work."""
    wishes = (
        (brief.is_newsletter, SendingPath.AZURE_COMMUNICATION),
        (brief.is_bulk and not brief.outside, SendingPath.HIGH_VOLUME),
        (brief.is_bulk, SendingPath.AZURE_COMMUNICATION),
        (brief.oauth is OAuthAbility.YES, SendingPath.SMTP_AUTH_OAUTH),
        (brief.is_person_only, SendingPath.OAUTH_BRIDGE),
        (True, SendingPath.RELAY_IP),
        (brief.may_learn_oauth, SendingPath.SMTP_AUTH_OAUTH),
        (not brief.outside, SendingPath.DIRECT_SEND),
        (brief.is_server_only, SendingPath.RELAY_CERTIFICATE),
        (True, SendingPath.OAUTH_BRIDGE),
        (True, SendingPath.SMTP_AUTH_OAUTH),
        (True, SendingPath.SMTP_AUTH_BASIC),
        (True, SendingPath.RELAY_CERTIFICATE),
        (True, SendingPath.HIGH_VOLUME),
        (True, SendingPath.AZURE_COMMUNICATION),
        (True, SendingPath.DIRECT_SEND),
    )
    return tuple(dict.fromkeys(path for wished, path in wishes if wished))


def _notes(brief: Brief, facts: AdviceFacts) -> tuple[Remark, ...]:
    """Say what holds whichever path is taken."""
    is_mass = (brief.is_bulk and brief.outside) or brief.is_marketing
    values = {"domain": brief.domain, **_mailbox_numbers(brief, facts)}
    chosen = (
        ("advice.tenant_untold", brief.tenant is TenantState.UNTOLD),
        ("advice.note_graph", brief.has_software),
        ("advice.note_bulk", is_mass and brief.purpose is not Purpose.COLD_OUTREACH),
        ("advice.note_cold", brief.purpose is Purpose.COLD_OUTREACH),
        ("advice.note_mixed", brief.is_mixed),
        ("advice.note_legacy_tls", brief.tls_too_old),
        ("advice.note_ask_oauth", brief.oauth is OAuthAbility.UNKNOWN),
    )
    return tuple(facts.mention(code, values) for code, applies in chosen if applies)


def _mailbox_numbers(brief: Brief, facts: AdviceFacts) -> dict[str, str]:
    """What one mailbox carries beside what is asked for, as sentences show it."""
    limits = facts.limits[SendingPath.SMTP_AUTH_OAUTH]
    return {
        "asked": f"{brief.load.recipients_per_day:,}",
        "per_minute": f"{limits.messages_per_minute or 0:,}",
        "per_day": f"{limits.recipients_per_day or 0:,}",
        "per_message": f"{limits.recipients_per_message or 0:,}",
        "initial_domain": f"{facts.tenant.initial_domain_per_day:,}",
    }
