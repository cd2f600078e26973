"""Two changes of one client, made side by side, are both kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.address import DomainName, EmailAddress
from app.domain.finding import Finding, Severity
from app.domain.organisation.client import Client, ClientId
from app.domain.organisation.merging import merge
from app.domain.path import SendingPath

NOW = datetime(2026, 11, 30, tzinfo=UTC)
BASE = Client(
    id=ClientId("contoso"),
    name="Contoso",
    domain=DomainName.parse("contoso.com"),
    prepared=("one", "two"),
    targets=("postfix",),
)
Change = Callable[[Client], Client]


def of_sender(**values: Any) -> Change:
    return lambda client: replace(client, sender=replace(client.sender, **values))


def of_client(**values: Any) -> Change:
    return lambda client: replace(client, **values)


CHANGES: tuple[Change, ...] = (
    of_client(name="Contoso Ltd"),
    of_client(path=SendingPath.RELAY_IP),
    of_client(message_language="de"),
    of_client(cloud_file="/lab.toml"),
    of_sender(from_name="Copier"),
    of_sender(from_address=EmailAddress.parse("a@contoso.com")),
    of_sender(messages_per_day=7),
    lambda client: replace(client, sign_in=replace(client.sign_in, application_id="app")),
    lambda client: replace(client, sign_in=replace(client.sign_in, signed_in_at=NOW)),
    of_client(tested_at=NOW, findings=(Finding(code="x", severity=Severity.OK, subject="s"),)),
)


@pytest.mark.parametrize("ours", CHANGES)
@pytest.mark.parametrize("other", CHANGES)
def test_different_fields_are_both_kept(ours: Change, other: Change) -> None:
    merged = merge(BASE, ours(BASE), other(BASE))
    assert merged.conflicts == ()
    assert merged.client == ours(other(BASE))


@pytest.mark.parametrize("change", CHANGES)
def test_what_one_side_changed_back_to_nothing_stays_so(change: Change) -> None:
    assert merge(change(BASE), BASE, change(BASE)).client == BASE
    assert merge(change(BASE), change(BASE), BASE).client == BASE


@pytest.mark.parametrize(
    ("ours", "other", "field"),
    [
        (of_client(name="A"), of_client(name="B"), "name"),
        (of_sender(from_name="A"), of_sender(from_name="B"), "sender.from_name"),
        (of_client(path=SendingPath.RELAY_IP), of_client(path=SendingPath.HIGH_VOLUME), "path"),
    ],
)
def test_the_same_field_with_two_values_is_a_conflict(
    ours: Change, other: Change, field: str
) -> None:
    merged = merge(BASE, ours(BASE), other(BASE))
    assert merged.conflicts == (field,)
    assert merged.client == ours(BASE)


def test_lists_are_joined_item_by_item() -> None:
    mine = replace(BASE, prepared=("one", "two", "three"), targets=())
    theirs = replace(BASE, prepared=("two", "four"), targets=("postfix", "msmtp"))
    merged = merge(BASE, mine, theirs)
    assert merged.conflicts == ()
    assert merged.client.prepared == ("two", "four", "three")
    assert merged.client.targets == ("msmtp",)


def test_of_two_runs_the_later_one_stays_with_its_findings() -> None:
    early, late = (
        replace(
            BASE,
            tested_at=at,
            findings=(Finding(code=code, severity=Severity.OK, subject="s"),),
        )
        for code, at in (("early", NOW), ("late", NOW + timedelta(minutes=1)))
    )
    for mine, theirs in ((early, late), (late, early)):
        merged = merge(BASE, mine, theirs)
        assert merged.conflicts == ()
        assert (merged.client.tested_at, merged.client.findings) == (
            late.tested_at,
            late.findings,
        )
