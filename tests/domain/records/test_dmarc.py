from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.records.dmarc import (
    DmarcFault,
    DmarcPolicy,
    decide,
    is_aligned,
    parse_dmarc,
    select_dmarc,
    walk_names,
)
from app.domain.records.tags import RecordError


def test_parse_fills_in_the_defaults() -> None:
    record = parse_dmarc("v=DMARC1; p=reject; rua=mailto:a@contoso.test,mailto:b@c.test!10m")
    assert (record.policy, record.subdomain_policy, record.missing_policy) == (
        *(DmarcPolicy.REJECT,) * 3,
    )
    assert record.rua == ("a@contoso.test", "b@c.test")
    assert not record.notes


def test_parse_np_follows_sp_and_sp_follows_p() -> None:
    record = parse_dmarc("v=DMARC1; p=reject; sp=none")
    assert record.missing_policy is DmarcPolicy.NONE


def test_parse_testing_weakens_by_one_step() -> None:
    assert parse_dmarc("v=DMARC1; p=reject; t=y").acts is DmarcPolicy.QUARANTINE
    assert parse_dmarc("v=DMARC1; p=quarantine; t=y").acts is DmarcPolicy.NONE


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("v=DMARC1; rua=mailto:a@contoso.test", DmarcFault.NO_POLICY),
        ("v=DMARC1; p=block", DmarcFault.BAD_POLICY),
        ("v=DMARC1; p=none; x=1", DmarcFault.UNKNOWN_TAG),
        ("v=DMARC1; p=none; pct=50", DmarcFault.REMOVED_TAG),
        ("v=DMARC1; p=none; junk", DmarcFault.BAD_TAG),
        ("v=DMARC1; p=none; p=reject", DmarcFault.REPEATED_TAG),
        ("v=DMARC1; sp=none; p=none", DmarcFault.POLICY_NOT_SECOND),
        ("v=DMARC1; p=none; rua=a@contoso.test", DmarcFault.BAD_ADDRESS),
    ],
)
def test_parse_notes_what_is_odd_and_reads_on(text: str, fault: DmarcFault) -> None:
    assert parse_dmarc(text).has(fault)


def test_parse_bad_policy_counts_as_none_only_with_reports() -> None:
    assert parse_dmarc("v=DMARC1; p=block").is_ignored
    record = parse_dmarc("v=DMARC1; p=block; sp=reject; rua=mailto:a@contoso.test")
    assert (record.is_ignored, record.policy, record.subdomain_policy) == (
        False,
        DmarcPolicy.NONE,
        DmarcPolicy.NONE,
    )


def test_parse_percent_is_kept_for_older_readers() -> None:
    assert parse_dmarc("v=DMARC1; p=reject; pct=20").percent == 20


@pytest.mark.parametrize("text", ["v=dmarc1; p=none", "p=none; v=DMARC1", "v=DMARC10; p=none", ""])
def test_parse_refuses_what_is_no_record(text: str) -> None:
    with pytest.raises(RecordError):
        parse_dmarc(text)
    assert select_dmarc([text]) == ()


def test_walk_names_jumps_over_the_middle_of_long_names() -> None:
    short = walk_names("a.contoso.test.")
    assert short == ("a.contoso.test", "contoso.test", "test")
    names = walk_names("a.b.c.d.e.f.g.h.i.contoso.test")
    assert names[1] == "e.f.g.h.i.contoso.test"
    assert len(names) == 8


RECORD = parse_dmarc("v=DMARC1; p=reject; sp=quarantine")
PSD = parse_dmarc("v=DMARC1; p=none; psd=y")
CUT = parse_dmarc("v=DMARC1; p=quarantine; psd=n")


def test_decide_own_record_goes_first() -> None:
    decision = decide("sub.contoso.test", {"sub.contoso.test": CUT, "contoso.test": RECORD})
    assert decision.found_at == "sub.contoso.test"
    assert decision.organizational_domain == "sub.contoso.test"


def test_decide_parent_speaks_for_a_subdomain_with_sp() -> None:
    decision = decide("a.sub.contoso.test", {"contoso.test": RECORD})
    assert decision.organizational_domain == "contoso.test"
    assert decision.policy_for("a.sub.contoso.test") is DmarcPolicy.QUARANTINE


def test_decide_public_suffix_ends_the_organization_below_it() -> None:
    decision = decide("sub.contoso.test", {"test": PSD, "contoso.test": RECORD})
    assert decision.organizational_domain == "contoso.test"
    decision = decide("sub.contoso.test", {"test": PSD})
    assert (decision.organizational_domain, decision.found_at) == ("contoso.test", "test")


def test_decide_shortest_name_with_a_record_is_the_organization() -> None:
    decision = decide("a.b.contoso.test", {"b.contoso.test": RECORD, "contoso.test": RECORD})
    assert decision.organizational_domain == "contoso.test"


def test_decide_nothing_found_gives_no_policy() -> None:
    assert decide("contoso.test", {}).policy_for("contoso.test") is None


def test_is_aligned_relaxed_takes_siblings_and_strict_does_not() -> None:
    siblings = ("mail.contoso.test", "news.contoso.test")
    assert is_aligned(*siblings, strict=False, organization="contoso.test")
    assert not is_aligned(*siblings, strict=True, organization="contoso.test")
    assert not is_aligned(
        "evilcontoso.test", "contoso.test", strict=False, organization="contoso.test"
    )


@given(st.text(), st.sampled_from(["", "v=DMARC1;", "v=DMARC1; p=none;", "v=DMARC1; rua="]))
def test_parse_raises_nothing_but_its_own_error(text: str, start: str) -> None:
    with suppress(RecordError):
        decide("a.contoso.test", {"contoso.test": parse_dmarc(start + text)})
    walk_names(text)
