"""What is typed where a step lacks it is read, told from what looks alike, and fills the step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.catalogue import Catalogue
from app.catalogue.steps import steps_for
from app.domain.address import DomainName, EmailAddress
from app.domain.errors import InputError
from app.domain.handover.missing_value import askable, value_of, with_value
from app.domain.organisation.client import Client, ClientId, Detection, SenderAnswers
from app.domain.path import SendingPath
from tests.wording import in_words

CATALOGUE = Catalogue()
DOMAIN = DomainName("contoso.com")
APP = "11111111-2222-4333-8444-555555555555"
OBJECT = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
TENANT = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
BARE = Client(
    id=ClientId("contoso"),
    name="Contoso",
    domain=DOMAIN,
    detection=Detection(
        domain=DOMAIN,
        tenant_id=TENANT,
        microsoft_mx="contoso-com.mail.protection.outlook.com",
    ),
)
GIVEN = {
    "mailbox": "scan@contoso.com",
    "from_address": "office@contoso.com",
    "relay_ips": "203.0.113.10, 203.0.113.11",
    "application_id": APP,
    "server_application_id": APP.replace("1111", "2222"),
    "enterprise_object_id": OBJECT,
    "certificate_name": "relay.contoso.com",
}


@pytest.mark.parametrize("path", SendingPath)
def test_every_value_that_a_step_lacks_can_be_typed_and_fills_it(path: SendingPath) -> None:
    client = replace(BARE, path=path)
    cloud = CATALOGUE.clouds["worldwide"]
    lacking = {name for step in steps_for(client, cloud, CATALOGUE) for name in step.missing}
    for name in askable(tuple(lacking)):
        client = with_value(client, name, GIVEN[name])
        assert value_of(client, name) == GIVEN[name]
    assert not [step.missing for step in steps_for(client, cloud, CATALOGUE) if step.missing]


def test_what_only_a_look_up_finds_is_not_asked_for() -> None:
    assert askable(("mx_host", "spf_sources", "relay_ips", "consent_link")) == (
        "relay_ips",
        "application_id",
    )


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("enterprise_object_id", "Sendwright", "input.object_id.invalid"),
        ("enterprise_object_id", APP.upper(), "input.object_id.another"),
        ("enterprise_object_id", TENANT, "input.object_id.directory"),
        ("application_id", OBJECT, "input.application_id.another"),
        ("application_id", TENANT, "input.application_id.directory"),
        ("application_id", "11111111-2222", "input.application_id.invalid"),
        ("relay_ips", "203.0.113.10 192.168.1.5", "input.relay_ip.private"),
        ("relay_ips", "2001:db8::1", "input.relay_ip.ipv6"),
        ("relay_ips", "10.0.0.0/8", "input.relay_ip.too_wide"),
        ("relay_ips", "100.64.0.1", "input.relay_ip.shared"),
        ("relay_ips", "copier", "input.relay_ip.unusable"),
        ("certificate_name", "name!", "input.domain.bad_character"),
        ("mailbox", "scan", "input.address.invalid"),
        ("mx_host", "mx.contoso.com", "input.value.unknown"),
    ],
)
def test_what_cannot_be_right_is_refused_with_the_reason(name: str, typed: str, code: str) -> None:
    client = replace(
        BARE,
        sign_in=replace(
            BARE.sign_in,
            application_id=APP if name != "application_id" else "",
            enterprise_object_id=OBJECT if name == "application_id" else "",
        ),
    )
    with pytest.raises(InputError) as refused:
        with_value(client, name, typed)
    assert refused.value.code == code
    said = in_words(refused.value)
    assert said.cause
    assert said.fix


def test_an_object_id_is_read_as_it_is_copied_and_can_be_taken_away() -> None:
    client = with_value(BARE, "enterprise_object_id", f"  {{{OBJECT.upper()}}} ")
    assert client.sign_in.enterprise_object_id == OBJECT
    assert with_value(client, "enterprise_object_id", "") == BARE


def test_a_mailbox_of_its_own_leaves_the_from_address_alone() -> None:
    sender = SenderAnswers(from_address=EmailAddress.parse("shop@contoso.com"))
    client = with_value(replace(BARE, sender=sender), "mailbox", "scan@contoso.com")
    assert str(client.login) == "scan@contoso.com"
    assert str(client.sender.from_address) == "shop@contoso.com"


def test_a_private_world_is_reached_from_private_addresses() -> None:
    client = with_value(BARE, "relay_ips", "127.0.0.1", is_private_world=True)
    assert client.sender.fixed_ips == ("127.0.0.1",)


def test_a_private_cloud_may_have_ids_of_any_form() -> None:
    client = with_value(replace(BARE, cloud_file="/lab.toml"), "application_id", " lab-client ")
    assert client.sign_in.application_id == "lab-client"
