"""Values in admin steps stay where they belong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import AdminStep, Catalogue
from app.catalogue.steps import cloud_names, prepare_step, steps_for
from app.catalogue.wording import word_step
from app.domain.address import DomainName, EmailAddress
from app.domain.errors import InputError
from app.domain.handover.admin_step import (
    StepCondition,
    StepValue,
    WordedStep,
    fill_step,
    prepare_steps,
    quote_powershell,
)
from app.domain.organisation.client import (
    Client,
    ClientId,
    CloudId,
    Detection,
    SenderAnswers,
    SignInAnswers,
)
from app.domain.path import SendingPath
from tests.wording import ENGLISH, in_words

CATALOGUE = Catalogue()
DOMAIN = DomainName("contoso.com")
MX = "contoso-com.mail.protection.outlook.com"
CLIENT = Client(
    id=ClientId("contoso"),
    name="Contoso",
    domain=DOMAIN,
    path=SendingPath.SMTP_AUTH_OAUTH,
    detection=Detection(domain=DOMAIN, tenant_id="tenant-1", mx=(MX,), microsoft_mx=MX),
    sender=SenderAnswers(from_address=EmailAddress("scan", DOMAIN), fixed_ips=("203.0.113.10",)),
    sign_in=SignInAnswers(application_id="app-1"),
)
TEXT = AdminStep(
    id="a.step",
    paths=(SendingPath.SMTP_AUTH_OAUTH,),
    title="Open <<mailbox>>",
    why="Because of <<mailbox>>.",
    clicks=("Click <<mailbox>> and <<relay_ips>>.",),
    powershell="Set-X -Identity <<mailbox>> -List <<relay_ips>> -Block { $_ }",
    undo="Set-X <<other_thing>>",
    sources=(),
    checked=date(2026, 11, 23),
)
STEP = prepare_step(TEXT)
QUOTES = "'\u2018\u2019\u201a\u201b"


def said(values: Mapping[str, StepValue]) -> WordedStep:
    return word_step(fill_step(STEP, values), TEXT, None)


def read_literal(literal: str) -> str:
    """Read a single-quoted text as PowerShell's tokenizer does; fail when it ends early."""
    assert literal[0] in QUOTES
    value, at = "", 1
    while literal[at] not in QUOTES or literal[at + 1 : at + 2] in set(QUOTES):
        if literal[at] in QUOTES:
            at += 1
        value += literal[at]
        at += 1
    assert at == len(literal) - 1
    return value


PLAIN = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")))


@given(PLAIN)
def test_quote_powershell_is_read_back_as_the_same_value(value: str) -> None:
    assert read_literal(quote_powershell(value)) == value


@given(st.text(alphabet=[*QUOTES, "a", "$", "`", ";", '"', "(", "#", "\n"]))
def test_quote_powershell_of_hostile_text_is_one_literal_or_refused(value: str) -> None:
    if "\n" in value:
        with pytest.raises(InputError):
            quote_powershell(value)
    else:
        assert read_literal(quote_powershell(value)) == value


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\x00", "\x1b[0m", "a\u2028b", "\x85"])
def test_quote_powershell_refuses_control_characters(value: str) -> None:
    with pytest.raises(InputError) as caught:
        quote_powershell(value)
    assert caught.value.code == "input.value.control_character"
    assert in_words(caught.value).fix


def test_quote_powershell_of_several_values_is_a_list() -> None:
    assert quote_powershell(("1.2.3.4", "it's")) == "'1.2.3.4','it''s'"


def test_a_step_puts_plain_text_in_clicks_and_literals_in_powershell() -> None:
    filled = said({"mailbox": "o'b@x.y", "relay_ips": ("1.1.1.1", "2.2.2.2")})
    assert filled.title == "Open o'b@x.y"
    assert filled.clicks == ("Click o'b@x.y and 1.1.1.1, 2.2.2.2.",)
    assert filled.powershell == (
        "Set-X -Identity 'o''b@x.y' -List '1.1.1.1','2.2.2.2' -Block { $_ }"
    )


def test_a_step_shows_what_is_missing() -> None:
    filled = said({"mailbox": "", "relay_ips": ("1.1.1.1",)})
    assert filled.missing == ("mailbox", "other_thing")
    assert "«mailbox»" in filled.title
    assert filled.undo == "Set-X '«other thing»'"


def test_a_step_does_not_fill_a_value_that_looks_like_a_place() -> None:
    filled = said({"mailbox": "<<relay_ips>>", "relay_ips": ("1.1.1.1",)})
    assert filled.title == "Open <<relay_ips>>"


def test_fill_step_keeps_what_the_texts_hold_and_nothing_else() -> None:
    filled = fill_step(STEP, {"mailbox": "a@x.y", "relay_ips": (), "tenant_id": "t"})
    assert STEP.missing == STEP.names == ("mailbox", "other_thing", "relay_ips")
    assert filled.values == {"mailbox": "a@x.y"}
    assert filled.missing == ("other_thing", "relay_ips")


def test_fill_step_refuses_what_powershell_would_not_take_before_it_is_shown() -> None:
    in_a_click = prepare_step(msgspec.structs.replace(TEXT, powershell="", undo=""))
    assert fill_step(in_a_click, {"mailbox": "a\nb"}).values == {"mailbox": "a\nb"}
    with pytest.raises(InputError) as caught:
        fill_step(STEP, {"relay_ips": ("1.1.1.1", "a\nb")})
    assert caught.value.code == "input.value.control_character"


@pytest.mark.parametrize(
    ("when", "sign_in_as", "mx", "shown"),
    [
        (StepCondition.ALWAYS, None, MX, True),
        (StepCondition.OPTIONAL, None, MX, True),
        (StepCondition.IF_REFUSED, None, MX, True),
        (StepCondition.FROM_DIFFERS, None, MX, False),
        (StepCondition.FROM_DIFFERS, "scan", MX, False),
        (StepCondition.FROM_DIFFERS, "admin", MX, True),
        (StepCondition.FILTER_IN_FRONT, None, MX, False),
        (StepCondition.FILTER_IN_FRONT, None, "mx.filter.test", True),
    ],
)
def test_prepare_steps_shows_a_step_when_it_is_needed(
    when: StepCondition, sign_in_as: str | None, mx: str, *, shown: bool
) -> None:
    login = EmailAddress(sign_in_as, DOMAIN) if sign_in_as else None
    client = replace(
        CLIENT,
        sign_in=SignInAnswers(sign_in_as=login),
        detection=Detection(domain=DOMAIN, tenant_id="t", mx=(mx,), microsoft_mx=MX),
    )
    assert bool(prepare_steps(client, (replace(STEP, when=when),), {})) is shown


def test_prepare_steps_keeps_to_path_and_cloud() -> None:
    elsewhere = replace(STEP, clouds=("china",))
    assert prepare_steps(CLIENT, (elsewhere,), {}) == ()
    assert prepare_steps(replace(CLIENT, cloud=CloudId("china")), (elsewhere,), {})
    assert prepare_steps(replace(CLIENT, path=SendingPath.RELAY_IP), (STEP,), {}) == ()
    assert prepare_steps(replace(CLIENT, path=None), (STEP,), {}) == ()


def test_steps_for_oauth_have_every_value_and_a_consent_link() -> None:
    steps = steps_for(CLIENT, CATALOGUE.clouds["worldwide"], CATALOGUE)
    needed = [step for step in steps if step.when is StepCondition.ALWAYS]
    assert not [step.id for step in needed if step.missing]
    consent = next(step for step in steps if step.id == "app.consent")
    link = "https://login.microsoftonline.com/tenant-1/adminconsent?client_id=app-1"
    assert any(link in click for click in ENGLISH.step(consent).clicks)


def test_steps_for_relay_have_every_value_and_undo_the_connector() -> None:
    client = replace(CLIENT, path=SendingPath.RELAY_IP)
    steps = steps_for(client, CATALOGUE.clouds["worldwide"], CATALOGUE)
    assert not [step.id for step in steps if step.missing]
    connector, spf = (
        ENGLISH.step(step) for step in steps if step.id in ("relay.connector_ip", "relay.spf")
    )
    assert "-SenderIPAddresses $addresses" in connector.powershell
    assert "$addresses = '203.0.113.10'" in connector.powershell
    assert connector.undo.startswith("Remove-InboundConnector")
    assert any("ip4:203.0.113.10 include:spf.protection" in click for click in spf.clicks)


def test_steps_for_a_client_without_an_app_name_what_is_missing() -> None:
    client = replace(CLIENT, sign_in=SignInAnswers())
    steps = steps_for(client, CATALOGUE.clouds["worldwide"], CATALOGUE)
    consent = next(step for step in steps if step.id == "app.consent")
    assert consent.missing == ("consent_link",)


def test_cloud_names_of_a_private_cloud_fall_back() -> None:
    worldwide = CATALOGUE.clouds["worldwide"]
    names = cloud_names(CATALOGUE.clouds["china"], worldwide)
    assert names["exchange_environment"] == "O365China"
    assert all(names[name] for name in ("portal", "admin_center", "consent_link", "spf_include"))
