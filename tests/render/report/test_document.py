"""The hand-over report: whole, escaped, without a secret, readable by screen readers."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from app.catalogue import AdminStep, Catalogue
from app.catalogue.steps import prepare_step
from app.catalogue.translation import Translation
from app.domain.finding import Actor, Severity, State
from app.domain.handover.contents import ChecklistItem, Handover, OpenPoints
from app.domain.path import SendingPath, SendingSettings
from app.domain.paths.inventory import DeviceVerdict, JudgedDevice
from app.domain.paths.remark import Remark
from app.render.report.document import (
    ReportContext,
    SenderGroup,
    render_report_html,
    render_report_pdf,
    report_data,
)
from tests.worded import worded

NASTY = "<script>alert(1)</script> & \"'` *b* #panic() $x$ \x1b[31m\u202e"
refused = partial(
    worded,
    code="smtp.auth.disabled_for_tenant",
    subject="smtp.office365.com:587",
    evidence="535 5.7.139 Authentication unsuccessful\r\nsecond line " + NASTY,
    title="SMTP AUTH is off for the whole organisation",
    cause="Somebody switched it off.",
    fix=("Open the admin center.", "Switch it on for this mailbox."),
    sources=("https://learn.microsoft.com/x", "javascript:alert(1)"),
)
FINDING = refused()
TEXT = AdminStep(
    id="enable",
    paths=(SendingPath.SMTP_AUTH_OAUTH,),
    title="Allow SMTP AUTH for the mailbox",
    why="It is off by default.",
    clicks=("Open the admin center.", "Tick “Authenticated SMTP”."),
    powershell="Connect-ExchangeOnline\nSet-CASMailbox 'printer@contoso.com'",
    undo="Set-CASMailbox -SmtpClientAuthenticationDisabled $true",
    sources=(),
    checked=date(2026, 11, 23),
)
STEP = prepare_step(TEXT)
CATALOGUE = Catalogue()
CATALOGUE.admin_steps = (TEXT,)
ENGLISH = Translation(CATALOGUE, "en")
HANDOVER = Handover(
    client="Contoso " + NASTY,
    domain="contoso.com",
    cloud="worldwide",
    made=date(2026, 11, 23),
    chosen=None,
    found=(FINDING,),
    changed=(STEP,),
    to_do=(),
    open=(OpenPoints(actor=Actor.TENANT_ADMIN, findings=(FINDING,), message="…"),),
    undo=(STEP,),
    checklist=(
        ChecklistItem(
            id="tls",
            title="The connection is encrypted.",
            why="Else anybody can read.",
            state=State.ABSENT,
            told_by=("TLS failed",),
            sources=("https://learn.microsoft.com/y",),
            checked=date(2026, 11, 23),
        ),
    ),
    review_on=date(2027, 5, 1),
)
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler-utils")


@pytest.fixture
def report(settings_of: dict[SendingPath, SendingSettings]) -> ReportContext:
    return ReportContext(
        handover=HANDOVER,
        translation=ENGLISH,
        version="0.1.0",
        settings=settings_of[SendingPath.SMTP_AUTH_OAUTH],
        path_name="SMTP AUTH with OAuth",
        limits=("30 messages a minute.",),
    )


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.text = ""
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    return tags


def test_html_shows_everything_and_runs_nothing(report: ReportContext) -> None:
    tags = read(render_report_html(report))
    assert "script" not in tags.seen
    for part in (
        "SMTP AUTH is off for the whole organisation",
        "<script>alert(1)</script>",
        "Microsoft 365 admin",
        "Set-CASMailbox 'printer@contoso.com'",
        "smtp.office365.com:587",
        "Not kept",
        "2027-05-01",
    ):
        assert part in tags.text
    assert set(tags.links) == {"https://learn.microsoft.com/x", "https://learn.microsoft.com/y"}


def test_control_characters_are_shown_and_not_obeyed(report: ReportContext) -> None:
    html = render_report_html(report)
    assert "\x1b" not in html
    assert "\u202e" not in html
    assert "\\u001b" in html


@needs_poppler
@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_pdf_is_tagged_and_holds_the_same_text(report: ReportContext, paper: str) -> None:
    pdf = render_report_pdf(report, paper)
    catalog: Any = PdfReader(BytesIO(pdf)).trailer["/Root"]
    assert bool(catalog["/MarkInfo"]["/Marked"])
    assert b"pdfuaid:part>1<" in catalog["/Metadata"].get_object().get_data()
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True)
    text = " ".join(done.stdout.decode().split())
    for part in (
        "SMTP AUTH is off for the whole organisation",
        "<script>alert(1)</script>",
        "535 5.7.139",
        "second line",
        "Switch it on for this mailbox.",
        "Tick “Authenticated SMTP”.",
        "30 messages a minute.",
    ):
        assert part in text


@needs_poppler
def test_hundred_findings_with_long_words_take_pages_and_no_place_outside(
    report: ReportContext,
) -> None:
    long = refused(subject="x" * 300, evidence="y" * 3000, title="w" * 200)
    handover = replace(HANDOVER, found=(long,) * 100)
    pdf = render_report_pdf(replace(report, handover=handover))
    assert len(PdfReader(BytesIO(pdf)).pages) > 5


def test_empty_hand_over_says_so_in_words(report: ReportContext) -> None:
    empty = replace(
        HANDOVER, found=(), changed=(), open=(), undo=(), checklist=(), client="Contoso"
    )
    context = ReportContext(handover=empty, translation=ENGLISH, version="0.1.0")
    assert report_data(context)["is_ready"] is True
    text = read(render_report_html(context)).text
    assert "No checks were run." in text
    assert "Nothing is open." in text
    assert render_report_pdf(context).startswith(b"%PDF")


def test_every_actor_severity_and_state_has_a_word(report: ReportContext) -> None:
    for actor in Actor:
        for severity in Severity:
            finding = refused(who_acts=actor, severity=severity)
            handover = replace(HANDOVER, found=(finding,))
            data = report_data(replace(report, handover=handover))
            assert data["well" if severity is Severity.OK else "found"]
            assert data["counts"]


def test_sources_say_when_they_were_looked_up_and_which_are_old(report: ReportContext) -> None:
    old = refused(sources=("https://learn.microsoft.com/old",), checked=date(2025, 1, 1))
    handover = replace(HANDOVER, found=(old,))
    text = read(render_report_html(replace(report, handover=handover))).text
    assert "Looked up on 2025-01-01; older than a year, look again" in text
    assert "Looked up on 2026-11-23\n" in text


def test_settings_show_the_receiving_side(report: ReportContext) -> None:
    text = read(render_report_html(report)).text
    assert "Reading mail, IMAP" in text
    assert ":993 (TLS from the start, OAuth 2.0)" in text


@needs_poppler
def test_devices_and_open_steps_stand_in_both_forms(report: ReportContext) -> None:
    device = JudgedDevice(
        name="Copier",
        verdict=DeviceVerdict.ENDS,
        remark=Remark(code="device.ends", values={"name": "Copier"}),
        told="OAuth from firmware 12.",
        sources=("https://vendor.example/firmware",),
        checked=date(2026, 11, 23),
    )
    points = OpenPoints(actor=Actor.YOU, findings=(), steps=(STEP,), message="…")
    context = replace(
        report,
        inventory=(device,),
        handover=replace(HANDOVER, open=(points,), to_do=(STEP,)),
        cost="A licence.",
        ends="It ends.",
        doubt="Nobody knows.",
    )
    tags = read(render_report_html(context))
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=render_report_pdf(context), capture_output=True
    )
    for part in (
        "Stops",
        "Copier knows only a password.",
        "OAuth from firmware 12.",
        "Allow SMTP AUTH for the mailbox",
        "A licence.",
        "It ends.",
        "Nobody knows.",
    ):
        assert part in tags.text
        assert part in " ".join(done.stdout.decode().split())
    assert "https://vendor.example/firmware" in tags.links


@needs_poppler
def test_what_is_well_stands_apart_and_groups_and_dates_are_told(report: ReportContext) -> None:
    well = refused(severity=Severity.OK, title="Mail gets in", evidence="250 OK")
    groups = (
        SenderGroup(names=("a@contoso.com", NASTY), path_name="Relay by IP address", reason="So."),
        SenderGroup(names=tuple(f"s{n}@contoso.com" for n in range(60)), path_name=""),
    )
    context = replace(
        report,
        handover=replace(HANDOVER, found=(FINDING, well)),
        groups=groups,
        cloud_name="Microsoft 365",
        tested_at=datetime(2026, 11, 22, 13, 5, tzinfo=UTC),
        certificate=("relay.contoso.com", date(2027, 3, 1)),
    )
    data = report_data(context)
    assert [item["title"] for item in listed(data["found"])] == [FINDING.title]
    assert [item["title"] for item in listed(data["well"])] == ["Mail gets in"]
    page = read(render_report_html(context)).text
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=render_report_pdf(context), capture_output=True
    )
    for part in (
        "Must be fixed: 1 · All well: 1",
        "2026-11-22 13:05 UTC",
        "relay.contoso.com, until 2027-03-01",
        "Next review",
        "Relay by IP address",
        "No way fits",
        "and 20 more",
        "250 OK",
    ):
        assert part in page
        assert part in " ".join(done.stdout.decode().split())


def listed(value: object) -> list[dict[str, object]]:
    assert isinstance(value, list)
    return value
