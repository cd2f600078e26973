"""Which device gets no sheet by which path, and what a relay asks of one without encryption."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.catalogue import Catalogue
from app.domain.errors import AppError
from app.domain.path import SendingPath
from app.render.context import ExportContext
from app.render.sheets.served import NOT_SERVED, OAUTH_NOT_SERVED
from app.render.sheets.sheet import render_sheet, sheet_data
from app.render.targets import render_target
from tests.render.sheets.test_sheet import DEVICES, Settings, sheet_of
from tests.wording import in_words


@pytest.mark.parametrize(
    ("device", "path", "code"),
    [
        ("supermicro-x8-era-ipmi", SendingPath.SMTP_AUTH_BASIC, "no_encryption"),
        ("supermicro-x9-x10-era-ipmi", SendingPath.SMTP_AUTH_BASIC, "tls_too_old"),
        ("hpe-bladesystem-c7000", SendingPath.OAUTH_BRIDGE, "no_password"),
        ("ricoh-streamline-nx", SendingPath.SMTP_AUTH_OAUTH, "sends_by_graph"),
    ],
)
def test_device_that_cannot_take_a_path_gets_no_sheet_for_it(
    device: str, path: SendingPath, code: str, settings_of: Settings
) -> None:
    with pytest.raises(AppError, match=code) as caught:
        render_sheet(sheet_of(device, settings_of[path]))
    assert caught.value.code in NOT_SERVED
    assert in_words(caught.value).fix


def test_relay_sheet_asks_no_encryption_of_a_device_without(settings_of: Settings) -> None:
    rows = sheet_data(sheet_of("supermicro-x8-era-ipmi", settings_of[SendingPath.RELAY_IP]))["rows"]
    said = [row["value"] for row in rows]
    assert not any("STARTTLS" in value for value in said)


def test_device_without_oauth_is_refused_with_relay_and_bridge(settings_of: Settings) -> None:
    with pytest.raises(AppError) as caught:
        render_sheet(sheet_of("proxmox-ve", settings_of[SendingPath.SMTP_AUTH_OAUTH]))
    assert caught.value.code == OAUTH_NOT_SERVED
    steps = " ".join(in_words(caught.value).fix)
    assert "relay" in steps
    assert "bridge" in steps


def test_device_that_cannot_is_left_out_and_stops_no_other(context: ExportContext) -> None:
    target = Catalogue().targets["sheet"]
    devices = (DEVICES["proxmox-ve"], DEVICES["ricoh-im-c-series"])
    files = {file.path: file for file in render_target(target, replace(context, devices=devices))}
    assert "sheet/ricoh-im-c-series.pdf" in files
    assert "sheet/proxmox-ve.pdf" not in files
    assert b"Proxmox" in files["sheet/LEFT-OUT.txt"].content
    with pytest.raises(AppError) as caught:
        render_target(target, replace(context, devices=devices[:1]))
    assert caught.value.code == OAUTH_NOT_SERVED
