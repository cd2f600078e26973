"""What speaks for and against each sending path: one rule a path, and those that hold for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import assert_never

from app.domain.organisation.client import OAuthAbility
from app.domain.path import SendingPath
from app.domain.paths.brief import AdviceFacts, Brief, TenantState
from app.domain.paths.option import Case, Option
from app.domain.paths.volume import LimitName, plan_volume


def judge(path: SendingPath, brief: Brief, facts: AdviceFacts) -> Option:
    """Weigh one path, whatever the others are worth."""
    case = Case(path, brief, facts)
    _judge_tenant(case, facts)
    _judge_volume(case, facts)
    _RULES[path](case)
    _judge_sender(case, facts)
    return case.close()


def _judge_tenant(case: Case, facts: AdviceFacts) -> None:
    brief = case.brief
    case.rule_out("advice.no_tenant", when=brief.tenant is TenantState.ABSENT, domain=brief.domain)
    case.rule_out("advice.not_in_cloud", when=brief.cloud in facts.not_in_clouds.get(case.path, ()))
    for finding in brief.findings:
        if finding.code in facts.closed_by.get(case.path, ()):
            case.rule_out("advice.shut", seen=finding)


def _judge_volume(case: Case, facts: AdviceFacts) -> None:
    """Rule a path out that cannot carry the day; what slows a path only is said."""
    for strain in plan_volume(case.brief.load, facts.limits[case.path], facts.tenant):
        asked, allowed = f"{strain.asked:,}", f"{strain.allowed:,}"
        if strain.breaks and strain.limit is LimitName.RECIPIENTS_PER_DAY:
            case.rule_out("advice.over_daily_limit", asked=asked, limit=allowed)
        elif strain.breaks and strain.limit is not LimitName.INITIAL_DOMAIN_PER_DAY:
            case.object_to(f"limit.{strain.limit}", asked=asked, allowed=allowed)


def _judge_sender(case: Case, facts: AdviceFacts) -> None:
    """Weigh the From address, which every path minds."""
    brief = case.brief
    limit = facts.tenant.initial_domain_per_day
    azure = case.path is SendingPath.AZURE_COMMUNICATION
    case.object_to("advice.initial_domain_azure", when=azure and brief.from_initial_domain)
    case.object_to(
        "advice.initial_domain",
        when=brief.from_initial_domain and brief.outside and not azure,
        limit=str(limit),
    )
    takes_it = azure and brief.is_newsletter
    case.object_to("advice.marketing", when=brief.is_marketing and not takes_it)
    case.object_to(
        "advice.foreign_from",
        when=brief.from_is_foreign,
        from_domain=brief.from_domain,
        domain=brief.domain,
    )


def _judge_old_tls(case: Case) -> None:
    """Rule a path out whose server insists on TLS that the sender does not speak."""
    case.rule_out("advice.tls_too_old", when=case.brief.tls_too_old)
    case.rule_out("advice.no_starttls", when=case.brief.no_starttls and not case.brief.tls_too_old)


def _judge_password(case: Case) -> None:
    """Rule a path out on which a password is wanted of what has no place for one."""
    case.rule_out("advice.no_password", when=case.brief.no_password)


def _judge_smtp_auth_oauth(case: Case) -> None:
    _judge_old_tls(case)
    match case.brief.oauth:
        case OAuthAbility.YES:
            case.favour("advice.oauth_able")
        case OAuthAbility.NO:
            names = case.brief.names_without_oauth
            case.rule_out("advice.oauth_unable", when=not names)
            case.rule_out("advice.oauth_unable_named", when=bool(names), names=names)
        case OAuthAbility.UNKNOWN:
            case.object_to("advice.oauth_unknown")
        case _ as never:
            assert_never(never)
    case.favour("advice.oauth_lasts")
    case.favour("advice.anywhere", when=case.brief.outside)
    case.object_to("advice.one_mailbox_rate")


def _judge_smtp_auth_basic(case: Case) -> None:
    _judge_old_tls(case)
    _judge_password(case)
    case.favour("advice.basic_simple")
    case.object_to("advice.basic_ends")
    case.object_to("advice.basic_blocked")
    case.object_to("advice.one_mailbox_rate")


def _judge_oauth_bridge(case: Case) -> None:
    able = case.brief.oauth is OAuthAbility.YES
    _judge_password(case)
    case.favour("advice.bridge_translates", when=not able)
    case.favour("advice.bridge_modern_tls", when=case.brief.tls_too_old or case.brief.no_starttls)
    case.object_to("advice.bridge_not_needed", when=able)
    case.object_to("advice.bridge_computer")
    case.object_to("advice.one_mailbox_rate")


def _judge_relay_ip(case: Case) -> None:
    brief = case.brief
    if not brief.usable_ips:
        for typed, verdict in brief.refused_ips:
            case.rule_out(f"advice.address_{verdict}", address=typed)
        case.rule_out("advice.no_fixed_address", when=not brief.refused_ips)
    case.favour("advice.relay_no_sign_in", addresses=", ".join(brief.usable_ips))
    case.favour("advice.relay_outside", when=brief.outside)
    case.object_to("advice.relay_exclusive")
    _mind_relay(case)


def _judge_relay_certificate(case: Case) -> None:
    brief = case.brief
    case.rule_out("advice.tls_too_old", when=brief.tls_too_old)
    case.rule_out("advice.certificate_person", when=brief.is_person_only)
    case.favour("advice.certificate_no_address")
    case.favour("advice.relay_outside", when=brief.outside)
    case.object_to("advice.certificate_device", when=brief.has_devices)
    _mind_relay(case)


def _mind_relay(case: Case) -> None:
    case.object_to("advice.relay_not_bulk", when=case.brief.is_bulk or case.brief.is_marketing)
    case.object_to("advice.relay_person", when=case.brief.is_person_only)
    _mind_mx(case)
    case.object_to("advice.relay_born_disabled")


def _mind_mx(case: Case) -> None:
    case.object_to("advice.filter_in_front", when=case.brief.filter_in_front)
    case.object_to("advice.port_25")


def _judge_direct_send(case: Case) -> None:
    brief = case.brief
    case.rule_out("advice.inside_only", when=brief.outside)
    case.favour("advice.direct_simple")
    case.object_to("advice.direct_anonymous")
    case.object_to("advice.relay_person", when=brief.is_person_only)
    _mind_mx(case)


def _judge_high_volume(case: Case) -> None:
    brief = case.brief
    case.rule_out("advice.inside_only", when=brief.outside)
    _judge_old_tls(case)
    _judge_password(case)
    case.favour("advice.high_volume_no_limit", when=brief.is_bulk)
    case.object_to("advice.high_volume_billed")


def _judge_azure_communication(case: Case) -> None:
    brief = case.brief
    _judge_password(case)
    case.favour("advice.azure_bulk", when=brief.is_bulk or brief.is_newsletter)
    case.object_to("advice.azure_effort")
    case.object_to("advice.azure_tls", when=brief.tls_too_old or brief.no_starttls)
    few = not (brief.is_bulk or brief.is_newsletter)
    case.object_to("advice.azure_small", when=few)


_RULES: Mapping[SendingPath, Callable[[Case], None]] = {
    SendingPath.SMTP_AUTH_OAUTH: _judge_smtp_auth_oauth,
    SendingPath.SMTP_AUTH_BASIC: _judge_smtp_auth_basic,
    SendingPath.RELAY_IP: _judge_relay_ip,
    SendingPath.RELAY_CERTIFICATE: _judge_relay_certificate,
    SendingPath.DIRECT_SEND: _judge_direct_send,
    SendingPath.HIGH_VOLUME: _judge_high_volume,
    SendingPath.AZURE_COMMUNICATION: _judge_azure_communication,
    SendingPath.OAUTH_BRIDGE: _judge_oauth_bridge,
}
