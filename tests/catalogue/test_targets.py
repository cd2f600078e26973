"""Every target: known kinds and paths, sources, and words a person can follow."""

from __future__ import annotations

from datetime import date

import pytest

from app.catalogue import Catalogue, Target
from app.catalogue.devices.targets import find_targets
from app.domain.path import SendingPath

TARGETS = Catalogue().targets
KINDS = ("mail_program", "server", "framework", "application", "device", "sheet")
EACH = pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.id)


@EACH
def test_target_is_described(target: Target) -> None:
    assert target.kind in KINDS
    assert target.summary.endswith(".")
    assert target.paths
    assert len(set(target.paths)) == len(target.paths)
    assert target.files
    assert target.sources
    assert target.device or all(source.startswith("https://") for source in target.sources)
    assert target.checked <= date.today()


@EACH
def test_oauth_is_claimed_exactly_where_the_path_is_served(target: Target) -> None:
    if target.kind != "sheet":
        assert target.oauth == (SendingPath.SMTP_AUTH_OAUTH in target.paths)


@EACH
def test_files_belong_to_paths_that_the_target_serves(target: Target) -> None:
    names = [file.name for file in target.files]
    assert len(set(names)) == len(names)
    for file in target.files:
        assert set(file.paths) <= set(target.paths)


def test_every_device_is_a_target_that_says_the_device() -> None:
    catalogue = Catalogue()
    of_device = {target.device for target in catalogue.device_targets.values()}
    assert of_device == {device.id for device in catalogue.devices.values() if not device.is_note}


@pytest.mark.parametrize(
    ("word", "device"),
    [
        ("synology", "synology-dsm"),
        ("UniFi", "ubiquiti-unifi"),
        ("pfSense", "netgate-pfsense"),
        ("opnsense", "opnsense"),
        ("fortigate", "fortinet-fortigate"),
        ("idrac", "dell-idrac-8-9"),
        ("ilo", "hpe-ilo-5-ilo-6"),
        ("truenas", "truenas-scale"),
        ("veeam", "veeam-backup-replication-12-13"),
        ("qnap", "qnap-qts"),
    ],
)
def test_one_word_finds_a_device(word: str, device: str) -> None:
    catalogue = Catalogue()
    known = {**catalogue.targets, **catalogue.device_targets}
    (target,) = find_targets(word, known.values())
    assert target.device == device


@pytest.mark.parametrize("word", ["outlook", "postfix", "brother"])
def test_word_of_several_names_all_of_them(word: str) -> None:
    catalogue = Catalogue()
    known = {**catalogue.targets, **catalogue.device_targets}
    assert len(find_targets(word, known.values())) > 1


def test_device_that_knows_no_oauth_does_not_claim_it() -> None:
    targets = Catalogue().targets
    assert not targets["ilo"].oauth
    assert targets["truenas"].oauth
