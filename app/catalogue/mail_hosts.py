"""Operators of MX hosts that are not the tenant's own: filters, other services, retired names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from app.catalogue.files import read_entries
from app.catalogue.resources import CATALOGUE
from app.catalogue.schema.cloud import Cloud
from app.catalogue.schema.fact import Fact
from app.domain.records.mx import KnownHosts, MxKind


class MailHostFacts(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One operator and the ends of its hosts' names."""

    id: str
    name: str
    kind: MxKind
    suffixes: tuple[str, ...]


@cache
def load_mail_hosts(folder: Path = CATALOGUE) -> tuple[MailHostFacts, ...]:
    """Read the operators; raises CatalogueError when a file is damaged."""
    return tuple(read_entries(folder / "mail_hosts", MailHostFacts, key="operator"))


def own_hosts(cloud: Cloud) -> KnownHosts:
    """Say how the hosts of a cloud's tenants are recognised."""
    return KnownHosts(
        kind=MxKind.MICROSOFT, name=cloud.name, suffixes=_dotted(cloud.relay.mx_suffixes)
    )


def known_hosts(cloud: Cloud, others: Iterable[Cloud]) -> tuple[KnownHosts, ...]:
    """Join the tenant's own hosts, those of the other clouds and the known operators."""
    foreign = (
        KnownHosts(
            kind=MxKind.OTHER_CLOUD,
            name=other.name,
            suffixes=_dotted(
                suffix
                for suffix in other.relay.mx_suffixes
                if suffix not in cloud.relay.mx_suffixes
            ),
        )
        for other in others
        if other.id != cloud.id
    )
    operators = (
        KnownHosts(kind=facts.kind, name=facts.name, suffixes=facts.suffixes)
        for facts in load_mail_hosts()
    )
    return (own_hosts(cloud), *foreign, *operators)


def _dotted(suffixes: Iterable[str]) -> tuple[str, ...]:
    """A tenant's host always has a name of its own before the suffix."""
    return tuple("." + suffix.lstrip(".") for suffix in suffixes)
