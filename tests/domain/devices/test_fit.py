from __future__ import annotations

import pytest

from app.catalogue import Catalogue
from app.catalogue.devices.limits import explain_device, read_limits
from app.domain.devices.fit import DeviceLimits, ServerNeeds, find_misfits, is_enough_known

SUBMISSION = ServerNeeds(
    encryption=frozenset({"starttls"}),
    tls_versions=frozenset({"1.3", "1.2"}),
    mechanisms=frozenset({"LOGIN", "XOAUTH2"}),
    signs_in=True,
    values={"password": "x" * 40, "username": "printer@contoso.com"},
)
RELAY = ServerNeeds(encryption=frozenset({"starttls", "none"}))
GOOD = DeviceLimits(
    encryption=frozenset({"starttls", "implicit", "none"}), mechanisms=frozenset({"LOGIN"})
)


@pytest.mark.parametrize(
    ("device", "codes"),
    [
        (GOOD, []),
        (DeviceLimits(encryption=frozenset({"none"})), ["device.no_encryption"]),
        (DeviceLimits(encryption=frozenset({"implicit", "none"})), ["device.no_starttls"]),
        (
            DeviceLimits(encryption=frozenset({"starttls"}), newest_tls="1.1"),
            ["device.tls_too_old"],
        ),
        (DeviceLimits(encryption=frozenset({"starttls"}), newest_tls="1.2"), []),
        (DeviceLimits(knows_ehlo=False), ["device.only_helo"]),
        (DeviceLimits(mechanisms=frozenset({"PLAIN"})), ["device.no_common_mechanism"]),
        (DeviceLimits(max_lengths={"password": 31, "username": 63}), ["device.value_too_long"]),
        (DeviceLimits(), []),
    ],
)
def test_device_at_the_submission_server(device: DeviceLimits, codes: list[str]) -> None:
    assert [one.code for one in find_misfits(device, SUBMISSION)] == codes


def test_relay_asks_less_of_a_device() -> None:
    old = DeviceLimits(encryption=frozenset({"none"}), newest_tls="1.0", knows_ehlo=False)
    assert find_misfits(old, RELAY) == ()
    assert is_enough_known(old, RELAY)


def test_token_needs_a_device_that_knows_oauth() -> None:
    needs = ServerNeeds(encryption=frozenset({"starttls"}), signs_in=True, uses_token=True)
    assert [one.code for one in find_misfits(GOOD, needs)] == ["device.no_oauth"]


def test_every_device_of_the_catalogue_gets_an_answer() -> None:
    catalogue = Catalogue()
    for device in catalogue.devices.values():
        limits = read_limits(device)
        assert limits.encryption <= {"starttls", "implicit", "none"}, device.id
        found = explain_device(catalogue, device, SUBMISSION)
        assert found, device.id
        assert (found[0].code == "device.not_enough_known") == (
            not find_misfits(limits, SUBMISSION) and not is_enough_known(limits, SUBMISSION)
        )
