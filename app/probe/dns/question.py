"""What a round of DNS checks is about, and the findings that every one of them can make."""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.catalogue.loader import Catalogue
from app.catalogue.mail_hosts import known_hosts
from app.catalogue.schema.cloud import Cloud
from app.domain.address import DomainName
from app.domain.finding import Finding, Severity, State
from app.domain.path import SendingPath
from app.domain.records.lookup import Lookup, LookupReason, Resolver
from app.domain.records.mx import KnownHosts

_NO_VALUES: Mapping[str, str] = {}
EVIDENCE_LIMIT = 4000
"""Chosen: the longest records of a domain stay whole, and a row can still be read."""
MANY_ALIASES = 8  # BIND and Unbound give up after about eleven


@dataclass(frozen=True, kw_only=True)
class DnsQuestion:
    """One client's domain, and what it is going to send through."""

    domain: DomainName
    cloud: Cloud
    resolver: Resolver
    catalogue: Catalogue
    clouds: Sequence[Cloud] = ()
    """The other clouds a record may point to by mistake; empty for a private cloud."""
    path: SendingPath | None = None
    relay_ips: tuple[str, ...] = ()
    from_domain: DomainName | None = None
    """The domain of the From address, where it is not `domain` itself."""
    tls: ssl.SSLContext | None = None
    """Fetches the MTA-STS policy; without it the policy is not looked at."""
    https_port: int = 443
    server_port: int = 53
    """Where the zone's own servers answer."""
    compare_servers: bool = True

    @cached_property
    def known_hosts(self) -> tuple[KnownHosts, ...]:
        """By what MX hosts are recognised."""
        return known_hosts(self.cloud, self.clouds)

    @property
    def sender_domain(self) -> str:
        """The domain that mail will come from."""
        return str(self.from_domain or self.domain)

    def finding(
        self,
        code: str,
        *,
        subject: str = "",
        evidence: str = "",
        state: State = State.FOUND,
        severity: Severity | None = None,
        values: Mapping[str, str] = _NO_VALUES,
    ) -> Finding:
        """Make a finding about the domain, or about `subject`."""
        return self.catalogue.finding(
            code,
            subject=subject or str(self.domain),
            evidence=evidence[:EVIDENCE_LIMIT],
            state=state,
            severity=severity,
            values=values,
        )

    def untold(self, what: str, found: Lookup) -> Finding:
        """Say that a record could not be read and why; a time-out is not an absence."""
        return self.finding(
            UNTOLD_CODES[found.reason],
            subject=found.name,
            evidence=describe(found),
            state=State.UNTOLD,
            values={"what": what},
        )

    def long_chain(self, what: str, found: Lookup) -> tuple[Finding, ...]:
        """Mention a chain of aliases that other resolvers may not follow to its end."""
        if len(found.aliases) <= MANY_ALIASES:
            return ()
        chain = self.finding(
            "dns.lookup.long_chain",
            subject=found.name,
            evidence=describe(found),
            values={"what": what, "count": str(len(found.aliases))},
        )
        return (chain,)


UNTOLD_CODES = {
    LookupReason.SERVER_FAILED: "dns.lookup.server_failed",
    LookupReason.REFUSED: "dns.lookup.refused",
    LookupReason.TIMED_OUT: "dns.lookup.timed_out",
    LookupReason.ALIAS_LOOP: "dns.lookup.alias_loop",
    LookupReason.ALIAS_TOO_LONG: "dns.lookup.alias_too_long",
    LookupReason.TRUNCATED: "dns.lookup.truncated",
    LookupReason.UNREACHABLE: "dns.lookup.unreachable",
    LookupReason.MALFORMED: "dns.lookup.malformed",
}


def describe(found: Lookup) -> str:
    """Show an answer as a person would type the question: name, type, what came."""
    said = {
        LookupReason.NO_SUCH_NAME: "the name does not exist (NXDOMAIN)",
        LookupReason.NO_SUCH_RECORD: "the name exists and has no such record",
        LookupReason.ANSWERED: "; ".join(found.records),
    }.get(found.reason, found.reason.value.replace("_", " "))
    way = f" (by way of {' → '.join(found.aliases)})" if found.aliases else ""
    detail = f" [{found.detail}]" if found.detail else ""
    return f"{found.name} {found.type}: {said}{way}{detail}"


def describe_all(*answers: Lookup) -> str:
    """Show several answers, one a line."""
    return "\n".join(describe(found) for found in answers)
