"""Which limit a load breaks first."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.catalogue.advice import explain_volume, rate_limits, tenant_limits
from app.domain.path import SendingPath
from app.domain.paths.volume import LimitName, Load, RateLimits, find_first_to_break, plan_volume
from tests.wording import ENGLISH

CATALOGUE = Catalogue()
TENANT = tenant_limits(CATALOGUE)
MAILBOX = rate_limits(CATALOGUE.paths[SendingPath.SMTP_AUTH_OAUTH])
RELAY = rate_limits(CATALOGUE.paths[SendingPath.RELAY_IP])
AZURE = rate_limits(CATALOGUE.paths[SendingPath.AZURE_COMMUNICATION])


@pytest.mark.parametrize(
    ("licences", "limit"),
    [
        (1, 10_000),
        (2, 10_312),
        (5, 11_042),
        (10, 12_005),  # 12,005.94: our table of it rounds this one entry up
        (20, 13_570),
        (25, 14_259),
        (50, 17_231),
        (100, 22_059),
        (1000, 72_446),
    ],
)
def test_external_per_day_follows_microsofts_table(licences: int, limit: int) -> None:
    assert TENANT.external_per_day(licences) == limit


def test_external_per_day_of_a_trial_is_fixed() -> None:
    assert TENANT.external_per_day(300, is_trial=True) == 5_000


@pytest.mark.parametrize(
    ("load", "first"),
    [
        (Load(messages_per_day=100), None),
        (Load(messages_per_day=100, messages_in_busiest_minute=30), None),
        (
            Load(messages_per_day=100, messages_in_busiest_minute=31),
            LimitName.MESSAGES_PER_MINUTE,
        ),
        (Load(messages_per_day=10, connections=4), LimitName.CONNECTIONS),
        (
            Load(messages_per_day=1, recipients_per_message=501),
            LimitName.RECIPIENTS_PER_MESSAGE,
        ),
        (Load(messages_per_day=10_000), None),
        (Load(messages_per_day=10_001), LimitName.RECIPIENTS_PER_DAY),
        (
            Load(messages_per_day=5_000, recipients_per_message=3, external_share=0),
            LimitName.RECIPIENTS_PER_DAY,
        ),
        (Load(messages_per_day=1, message_mb=50), LimitName.MESSAGE_SIZE),
        (Load(messages_per_day=6_000, is_trial=True), LimitName.TENANT_RECIPIENTS_PER_DAY),
        (Load(messages_per_day=6_000, is_trial=True, external_share=0.5), None),
        (Load(messages_per_day=101, from_initial_domain=True), LimitName.INITIAL_DOMAIN_PER_DAY),
        (Load(messages_per_day=101, from_initial_domain=True, external_share=0), None),
    ],
)
def test_find_first_to_break_through_one_mailbox(load: Load, first: LimitName | None) -> None:
    strain = find_first_to_break(load, MAILBOX, TENANT)
    assert (strain.limit if strain else None) == first


def test_find_first_to_break_names_the_one_that_is_pressed_hardest() -> None:
    load = Load(messages_per_day=20_000, connections=30)
    strain = find_first_to_break(load, MAILBOX, TENANT)
    assert strain is not None
    assert (strain.limit, strain.asked, strain.allowed) == (LimitName.CONNECTIONS, 30, 3)


def test_relay_is_bound_by_the_organisation_and_not_by_a_mailbox() -> None:
    load = Load(messages_per_day=14_000, licences=20, messages_in_busiest_minute=60)
    strain = find_first_to_break(load, RELAY, TENANT)
    assert strain is not None
    assert (strain.limit, strain.allowed) == (LimitName.TENANT_RECIPIENTS_PER_DAY, 13_570)


def test_relay_takes_200_recipients_of_one_domain() -> None:
    strain = find_first_to_break(
        Load(messages_per_day=1, recipients_per_message=201), RELAY, TENANT
    )
    assert strain is not None
    assert strain.allowed == 200


def test_azure_does_not_count_for_the_organisation() -> None:
    load = Load(messages_per_day=500_000, licences=1, from_initial_domain=True)
    assert find_first_to_break(load, AZURE, TENANT) is None


def test_explain_volume_says_what_breaks_in_sentences() -> None:
    load = Load(messages_per_day=20_000, connections=30)
    remarks = explain_volume(load, CATALOGUE.paths[SendingPath.SMTP_AUTH_OAUTH], CATALOGUE)
    assert [remark.code for remark in remarks] == ["limit.connections", "limit.recipients_per_day"]
    said = [ENGLISH.remark(remark) for remark in remarks]
    assert said[0].text.startswith("30 connections at once, and 3 are taken")
    assert "20,000 recipients in 24 hours, and 10,000 are taken" in said[1].text
    assert all(one.sources for one in said)


def test_explain_volume_of_what_fits_is_empty() -> None:
    path = CATALOGUE.paths[SendingPath.SMTP_AUTH_OAUTH]
    assert explain_volume(Load(messages_per_day=100, licences=5), path, CATALOGUE) == ()


def test_a_limit_of_zero_breaks_at_once() -> None:
    strain = find_first_to_break(Load(messages_per_day=1), RateLimits(connections=0), TENANT)
    assert strain is not None
    assert strain.ratio == math.inf


@given(
    st.builds(
        Load,
        messages_per_day=st.integers(0, 10**9),
        recipients_per_message=st.integers(0, 10**4),
        messages_in_busiest_minute=st.integers(0, 10**6),
        connections=st.integers(0, 10**4),
        message_mb=st.integers(0, 10**4),
        external_share=st.floats(-1, 2),
        from_initial_domain=st.booleans(),
        licences=st.none() | st.integers(-5, 10**7),
        is_trial=st.booleans(),
    )
)
def test_plan_volume_is_ordered_and_within_the_load(load: Load) -> None:
    assert 0 <= load.external_per_day <= load.recipients_per_day
    for limits in (MAILBOX, RELAY, AZURE):
        ratios = [strain.ratio for strain in plan_volume(load, limits, TENANT)]
        assert ratios == sorted(ratios, reverse=True)
