from __future__ import annotations

import pytest

from app.catalogue import Catalogue
from app.catalogue.device_check import explain_device
from app.catalogue.devices.reading import read_ability
from app.domain.devices.ability import DeviceAbility, FieldLimit, OAuthWord
from app.domain.devices.fit import ServerNeeds, find_misfits, is_enough_known

SUBMISSION = ServerNeeds(
    encryption=frozenset({"starttls"}),
    tls_versions=frozenset({"1.3", "1.2"}),
    mechanisms=frozenset({"LOGIN", "XOAUTH2"}),
    signs_in=True,
    values={"password": "x" * 40, "username": "printer@contoso.com"},
)
RELAY = ServerNeeds(encryption=frozenset({"starttls", "none"}))
ENCRYPTS = {"starttls": True}
SHORT = FieldLimit(label="Login password", characters=31)
LONG = FieldLimit(label="User", characters=63)
ONLY_CLEAR = {"starttls": False, "implicit": False, "none": True}
ONLY_SSL = {"starttls": False, "implicit": True, "none": True}
NEVER_1_2 = {"1.0": True, "1.1": True, "1.2": False, "1.3": False}
CATALOGUE = Catalogue()
TELL = CATALOGUE.teller("Copier")
GOOD = DeviceAbility(
    encryption={"starttls": True, "implicit": True, "none": True},
    mechanisms={"LOGIN": True},
    oauth_over_smtp=OAuthWord.NO,
)


@pytest.mark.parametrize(
    ("device", "codes"),
    [
        (GOOD, []),
        (DeviceAbility(encryption=ONLY_CLEAR), ["device.no_encryption"]),
        (DeviceAbility(tls=dict.fromkeys(NEVER_1_2, False)), ["device.no_encryption"]),
        (DeviceAbility(encryption={"none": True}), []),
        (DeviceAbility(encryption=ONLY_SSL), ["device.no_starttls"]),
        (DeviceAbility(encryption={"implicit": True, "none": True}), []),
        (DeviceAbility(encryption=ENCRYPTS, tls=NEVER_1_2), ["device.tls_too_old"]),
        (DeviceAbility(encryption=ENCRYPTS, tls={"1.0": True}), []),
        (DeviceAbility(knows_ehlo=False), ["device.only_helo"]),
        (
            DeviceAbility(mechanisms={"LOGIN": False, "PLAIN": True}),
            ["device.no_common_mechanism"],
        ),
        (DeviceAbility(mechanisms={"LOGIN": False, "PLAIN": False}), ["device.no_mechanism"]),
        (
            DeviceAbility(mechanisms={"LOGIN": False, "PLAIN": False, "NONE": True}),
            ["device.no_mechanism"],
        ),
        (DeviceAbility(mechanisms={"PLAIN": True}), []),
        (DeviceAbility(limits={"password": SHORT, "username": LONG}), ["device.value_too_long"]),
        (DeviceAbility(), []),
    ],
)
def test_device_at_the_submission_server(device: DeviceAbility, codes: list[str]) -> None:
    """What no words speak of is no misfit: silence proves nothing."""
    assert [one.code for one in find_misfits(device, SUBMISSION, TELL)] == codes


def test_newest_version_is_named() -> None:
    (misfit,) = find_misfits(DeviceAbility(encryption=ENCRYPTS, tls=NEVER_1_2), SUBMISSION, TELL)
    assert misfit.values == {"newest": "1.1", "oldest": "1.2"}


def test_ways_to_sign_in_are_named_and_to_send_without_is_none() -> None:
    unlike = {"LOGIN": False, "PLAIN": True, "NTLM": True, "NONE": True}
    (misfit,) = find_misfits(DeviceAbility(mechanisms=unlike), SUBMISSION, TELL)
    assert misfit.values == {"knows": "NTLM, PLAIN", "offered": "LOGIN, XOAUTH2"}


def test_a_field_is_named_as_on_the_device() -> None:
    (misfit,) = find_misfits(DeviceAbility(limits={"password": SHORT}), SUBMISSION, TELL)
    assert misfit.values == {"field": "Login password", "limit": "31", "length": "40"}
    assert misfit.subject == "Copier"


def test_relay_asks_less_of_a_device() -> None:
    old = DeviceAbility(encryption=ONLY_CLEAR, tls=NEVER_1_2, knows_ehlo=False)
    assert find_misfits(old, RELAY, TELL) == ()
    assert is_enough_known(old, RELAY)


def test_server_that_takes_no_password_fits_no_device_with_one() -> None:
    needs = ServerNeeds(mechanisms=frozenset({"XOAUTH2"}), signs_in=True)
    assert [one.code for one in find_misfits(GOOD, needs, TELL)] == ["device.no_common_mechanism"]
    assert find_misfits(DeviceAbility(), needs, TELL) == ()


@pytest.mark.parametrize(
    ("word", "codes", "is_enough"),
    [
        (OAuthWord.NO, ["device.no_oauth"], False),
        (OAuthWord.UNKNOWN, [], False),
        (OAuthWord.PARTLY, [], False),
        (OAuthWord.YES, [], True),
    ],
)
def test_token_needs_a_device_that_knows_oauth(
    word: OAuthWord, codes: list[str], *, is_enough: bool
) -> None:
    needs = ServerNeeds(encryption=frozenset({"starttls"}), signs_in=True, uses_token=True)
    device = DeviceAbility(encryption=ENCRYPTS, oauth_over_smtp=word)
    assert [one.code for one in find_misfits(device, needs, TELL)] == codes
    assert is_enough_known(device, needs) == is_enough


def test_every_device_of_the_catalogue_gets_an_answer() -> None:
    for device in CATALOGUE.devices.values():
        ability = read_ability(device)
        found = explain_device(CATALOGUE, device, SUBMISSION)
        assert found, device.id
        assert (found[0].code == "device.not_enough_known") == (
            not find_misfits(ability, SUBMISSION, TELL) and not is_enough_known(ability, SUBMISSION)
        )
