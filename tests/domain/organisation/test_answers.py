"""Answers by words: what was named changes, and an empty one is as a new client has it."""

from __future__ import annotations

from app.domain.organisation.answers import PLACES, answer
from app.domain.organisation.client import Client, ClientId, CloudId
from app.domain.organisation.draft import Draft
from app.domain.organisation.fields import differing, get_field, set_field

FULL = Draft(
    typed="scan@contoso.com", name="Office", path="relay_ip", kinds=("device",),
    devices=("hp-laserjet",), audience="inside", purpose="newsletter", per_day=7, per_minute=2,
    recipients_per_message=3, licences=4, from_name="Copier", oauth="yes",
    fixed_ips=("198.51.100.7",), sign_in_as="a@contoso.com",
    application_id="3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    enterprise_object_id="3f2504e0-4f89-41d3-9a0c-0305e82c3302",
    certificate_name="relay.contoso.com", recipients=("me@contoso.com",),
)  # fmt: skip


def client_of(draft: Draft) -> Client:
    return draft.to_client(ClientId("contoso"), cloud=CloudId("worldwide"))


BLANK = client_of(Draft(typed="contoso.com"))


def test_each_answer_changes_its_own_field_alone() -> None:
    for name, place in PLACES.items():
        changed = answer(BLANK, FULL, {name})
        assert differing(BLANK, changed) == (place,)
        assert get_field(changed, place) == get_field(client_of(FULL), place)


def test_each_answer_can_be_emptied() -> None:
    for name, place in PLACES.items():
        emptied = answer(client_of(FULL), Draft(typed="contoso.com"), (), {name})
        assert differing(client_of(FULL), emptied) == (place,)
        assert get_field(emptied, place) == get_field(BLANK, place)


def test_a_field_in_a_group_is_set_alone() -> None:
    changed = set_field(BLANK, "sign_in.application_id", "x")
    assert differing(BLANK, changed) == ("sign_in.application_id",)
