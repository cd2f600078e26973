"""Every room says the same of a device: check, advice, sheet, export, inventory, sender page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.catalogue import Catalogue, Device
from app.catalogue.advice import advice_facts, device_ability
from app.catalogue.device_check import explain_device
from app.catalogue.devices.reading import read_ability
from app.domain.address import DomainName
from app.domain.devices.ability import OAuthWord
from app.domain.devices.fit import expect_needs, find_misfits, is_enough_known
from app.domain.errors import AppError
from app.domain.organisation.client import (
    Audience,
    Client,
    ClientId,
    Detection,
    DeviceId,
    OAuthAbility,
    SenderAnswers,
    SenderKind,
)
from app.domain.path import SendingPath
from app.domain.paths.advice import Fit, advise
from app.domain.paths.brief import TlsAbility
from app.domain.paths.inventory import DeviceVerdict, take_stock
from app.domain.paths.option import Option
from app.gui.pages.sender.verdicts import judge_chosen
from app.render.context import ExportContext
from app.render.sheets.served import check_device_served
from app.render.targets import check_served, render_target
from app.services.devices.listing import list_device
from tests.render.conftest import SETTINGS
from tests.render.conftest import catalogue as catalogue
from tests.render.conftest import context as context

CATALOGUE = Catalogue()
FACTS = advice_facts(CATALOGUE)
DEVICES = [device for device in CATALOGUE.devices.values() if not device.is_note]
EACH = pytest.mark.parametrize("device", DEVICES, ids=lambda device: device.id)
CLIENT = Client(
    id=ClientId("contoso"),
    name="Contoso",
    domain=DomainName("contoso.com"),
    detection=Detection(domain=DomainName("contoso.com"), tenant_id="t"),
    sender=SenderAnswers(
        kinds=(SenderKind.DEVICE,), audience=Audience.INSIDE, fixed_ips=("203.0.113.10",)
    ),
)
OF_TLS = {"device.no_encryption", "device.no_starttls", "device.tls_too_old", "device.only_helo"}


def misfits(device: Device, path: SendingPath) -> set[str]:
    """What the check would find at a server that is as the path's server is known to be."""
    findings = explain_device(CATALOGUE, device, expect_needs(SETTINGS[path]))
    return {one.code for one in findings if one.severity == "error"} - {"device.value_too_long"}


def options(device: Device) -> dict[SendingPath, Option]:
    advice = advise(CLIENT, (device_ability(device),), FACTS)
    return {option.path: option for option in advice.options}


def is_ruled_out(option: Option) -> bool:
    """Azure is the last resort of the advice: it speaks against it and does not rule it out."""
    codes = set(option.codes)
    is_warned = option.path is SendingPath.AZURE_COMMUNICATION and "advice.azure_tls" in codes
    return option.fit is Fit.IMPOSSIBLE or is_warned


def is_refused(device: Device, path: SendingPath) -> bool:
    try:
        check_device_served(device, SETTINGS[path])
    except AppError:
        return True
    return False


@EACH
def test_what_the_check_finds_the_advice_rules_out_and_the_sheet_refuses(device: Device) -> None:
    advised = options(device)
    for path in SendingPath:
        found = bool(misfits(device, path))
        assert is_refused(device, path) == found, path
        if path is SendingPath.AZURE_COMMUNICATION:
            assert is_ruled_out(advised[path]) or not found, path
        else:
            assert is_ruled_out(advised[path]) == found, path


@EACH
def test_export_is_refused_where_the_sheet_is(device: Device, context: ExportContext) -> None:
    target = CATALOGUE.device_targets[device.target_id or device.id]
    for path, settings in SETTINGS.items():
        try:
            render_target(target, replace(context, settings=settings))
            is_exported = True
        except AppError:
            is_exported = False
        assert is_exported != is_refused(device, path), path
    by_token = replace(context, settings=SETTINGS[SendingPath.SMTP_AUTH_OAUTH])
    if read_ability(device).oauth_over_smtp is OAuthWord.NO:
        with pytest.raises(AppError):
            check_served(target, by_token)
    else:
        check_served(target, by_token)


@EACH
def test_target_claims_oauth_where_nothing_denies_it(device: Device) -> None:
    target = CATALOGUE.device_targets[device.target_id or device.id]
    word = read_ability(device).oauth_over_smtp
    assert target.oauth == (word is not OAuthWord.NO)
    assert target.oauth == (SendingPath.SMTP_AUTH_OAUTH in target.paths)


@EACH
def test_inventory_and_sender_page_give_the_verdict_of_the_check(device: Device) -> None:
    (shown,) = judge_chosen(CATALOGUE, (DeviceId(device.id),))
    (listed,) = take_stock(CLIENT, (device_ability(device),), (), FACTS).devices
    assert (shown.verdict, shown.remark.code) == (listed.verdict, listed.remark.code)
    ability = read_ability(device)
    basic = misfits(device, SendingPath.SMTP_AUTH_BASIC)
    if not ability.uses_graph:
        assert (shown.verdict is DeviceVerdict.TOO_OLD) == bool(basic & OF_TLS)
    if shown.verdict is DeviceVerdict.ENDS:
        assert ability.oauth is OAuthWord.NO
        assert "device.no_oauth" in misfits(device, SendingPath.SMTP_AUTH_OAUTH)
    if shown.verdict is DeviceVerdict.GOES_ON:
        assert ability.oauth is OAuthWord.YES
    if shown.verdict is DeviceVerdict.ASK:
        assert ability.oauth in (OAuthWord.PARTLY, OAuthWord.UNKNOWN)


@EACH
def test_what_is_not_known_is_not_known_in_any_room(device: Device) -> None:
    ability, sender = read_ability(device), device_ability(device)
    needs = expect_needs(SETTINGS[SendingPath.SMTP_AUTH_BASIC])
    if sender.tls is TlsAbility.UNKNOWN and sender.starttls is None:
        assert not misfits(device, SendingPath.SMTP_AUTH_BASIC) & OF_TLS
        assert not is_enough_known(ability, needs)
    if sender.oauth is OAuthAbility.UNKNOWN:
        needs = expect_needs(SETTINGS[SendingPath.SMTP_AUTH_OAUTH])
        codes = {one.code for one in find_misfits(ability, needs, CATALOGUE.teller(device.id))}
        assert "device.no_oauth" not in codes
        assert not is_enough_known(ability, needs)
    if sender.oauth is OAuthAbility.YES:
        assert ability.oauth is OAuthWord.YES


@EACH
def test_listing_and_file_say_one_word(device: Device) -> None:
    listed = list_device(device)
    assert listed["oauth"] == listed["oauth_ability"] == read_ability(device).oauth
    assert listed["oauth_words"] == device.oauth
