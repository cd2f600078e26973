"""What a client gains and loses, the same for window and command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.address import DomainName
from app.domain.check import CheckFinished, CheckRun
from app.domain.finding import Finding, Severity
from app.domain.organisation import gains
from app.domain.organisation.client import (
    Client,
    ClientId,
    CloudId,
    Detection,
    SignInMethod,
)

DOMAIN = DomainName.parse("contoso.com")
CLIENT = Client(id=ClientId("contoso-com"), name="Contoso", domain=DOMAIN)
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("client", "cloud", "kept"),
    [
        (CLIENT, "gcc_high", "gcc_high"),
        (CLIENT, None, "worldwide"),
        (replace(CLIENT, cloud=CloudId("lab"), cloud_file="lab.toml"), "worldwide", "lab"),
        (replace(CLIENT, cloud=CloudId("practice"), scenario="all_well"), "worldwide", "practice"),
    ],
    ids=["found", "not told", "a file names it", "practice"],
)
def test_the_cloud_is_the_one_that_was_found_unless_it_is_named(
    client: Client, cloud: str | None, kept: str
) -> None:
    detection = Detection(domain=DOMAIN, cloud=CloudId(cloud) if cloud else None)
    now = gains.found(client, detection)
    assert (now.detection, now.cloud) == (detection, kept)


def test_a_run_leaves_its_findings_worst_first() -> None:
    made = tuple(
        Finding(code=severity.value, severity=severity, subject="x")
        for severity in (Severity.OK, Severity.ERROR, Severity.WARNING)
    )
    check = CheckFinished(id="x", findings=made, elapsed_s=0.1)
    now = gains.tested(CLIENT, CheckRun(started=NOW, elapsed_s=0.1, finished=(check,)))
    assert [finding.code for finding in now.findings] == ["error", "warning", "ok"]
    assert now.tested_at == NOW


def test_a_sign_in_is_noted_and_taken_back() -> None:
    inside = gains.signed_in(CLIENT, at=NOW, method=SignInMethod.DEVICE_CODE)
    assert (inside.sign_in.signed_in_at, inside.sign_in.method) == (NOW, SignInMethod.DEVICE_CODE)
    assert gains.signed_out(inside).sign_in.signed_in_at is None


def test_ticks_keep_their_order_and_stand_once() -> None:
    ticked = gains.prepared(gains.prepared(CLIENT, done=("b", "a")), done=("a", "c"))
    assert ticked.prepared == ("b", "a", "c")
    assert gains.prepared(ticked, not_done=("a", "never")).prepared == ("b", "c")
