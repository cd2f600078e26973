"""The practice tenant's list reads as an admin center's own does."""

from __future__ import annotations

from app.catalogue import Catalogue
from app.domain.organisation.sender_list import parse_sender_list
from app.domain.paths.inventory import DeviceVerdict, verdict_on_sender
from app.practice.facts import load_practice_facts
from app.practice.sender_list import write_sender_list
from app.services.devices.inventory import sender_list_columns


def test_practice_report_has_every_kind_of_sender() -> None:
    organisation = load_practice_facts().organisation
    read = parse_sender_list(write_sender_list(organisation), sender_list_columns(Catalogue()))
    assert {one.address for one in read.senders} == {one.sender for one in organisation.auth_client}
    assert read.faults == ()
    assert read.has_protocol
    assert read.has_tls
    assert {verdict_on_sender(one) for one in read.senders} == {
        DeviceVerdict.TOO_OLD,
        DeviceVerdict.ENDS,
        DeviceVerdict.GOES_ON,
    }
