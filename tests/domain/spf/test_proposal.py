from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.spf.proposal import propose_spf
from app.domain.spf.record import parse_spf

CLOUD = "spf.cloud.test"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], f"v=spf1 include:{CLOUD} -all"),
        (["v=spf1 -all"], f"v=spf1 include:{CLOUD} -all"),
        (["v=spf1 a mx ~all"], f"v=spf1 a mx include:{CLOUD} ~all"),
        ([f"v=spf1 include:{CLOUD} -all"], f"v=spf1 include:{CLOUD} -all"),
        ([f"v=spf1 +include:{CLOUD.upper()} -all"], f"v=spf1 +include:{CLOUD.upper()} -all"),
        (["v=spf1 +all"], f"v=spf1 include:{CLOUD} -all"),
        (["v=spf1 a"], f"v=spf1 a include:{CLOUD} -all"),
        (["v=spf1 a redirect=x.test"], f"v=spf1 a include:{CLOUD} redirect=x.test"),
        (["v=spf1 a -all", "v=spf1 mx ~all"], f"v=spf1 a mx include:{CLOUD} -all"),
    ],
)
def test_propose_adds_the_cloud_and_keeps_the_rest(before: list[str], after: str) -> None:
    assert propose_spf(before, include=CLOUD) == after


def test_propose_puts_addresses_first() -> None:
    after = propose_spf(["v=spf1 a ~all"], addresses=("192.0.2.1", "2001:db8::1"))
    assert after == "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 a ~all"
    assert propose_spf([after], addresses=("192.0.2.1",)) == after


@given(st.lists(st.sampled_from(["a", "mx", "ip4:192.0.2.1", "-all", "~all", "include:b.test"])))
def test_propose_can_always_be_read_and_needs_no_second_change(terms: list[str]) -> None:
    once = propose_spf([" ".join(["v=spf1", *terms])], include=CLOUD)
    parse_spf(once)
    assert propose_spf([once], include=CLOUD) == once
