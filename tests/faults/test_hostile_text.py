"""Faults 8 and 9: what a server says is shown everywhere, and obeyed nowhere."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from app.catalogue import Catalogue
from app.cli import output, timing
from app.domain.check import CheckRun
from app.domain.finding import Actor, Finding
from app.domain.handover.contents import Handover, OpenPoints
from app.domain.handover.message import message_for
from app.gui.rows import FindingList, RowContent
from app.render.report.document import ReportContext, render_report_html, render_report_pdf
from app.services.result import of_run, to_json
from tests.probe.dialogue import Ask, goodbye, run
from tests.probe.dns_bench import APEX, run_checks, txt
from tests.probe.issuer import Issuer
from tests.probe.smtp.test_tls import run as run_tls
from tests.probe.smtp.test_tls import starttls
from tests.probe.smtp_server import Peer
from tests.wording import ENGLISH, in_words

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SPOKEN = (
    b"554 5.7.1 \x00nul \x1b[31mred \xe2\x80\xae rtl \xff\xfe <script>alert(1)</script>"
    b" [link](javascript:x) *md* =cmd|'/C calc'!A0 \xc2\x9b31m\r\n"
)
OBEYED = ("\x00", "\x1b", "\u202e", "\x9b", "\x7f")
"""What a terminal, a browser or a page would act upon."""
SHOWN = ("<script>alert(1)</script>", "=cmd|'/C calc'!A0", "*md*", "[link](javascript:x)")


async def _speaks(peer: Peer) -> None:
    await peer.send_raw(SPOKEN)
    await goodbye(peer)


@pytest.fixture
def refused(ask: Ask) -> CheckRun:
    """A run against a server whose first words are hostile."""
    result, _, _ = run(ask, _speaks)
    return result


@pytest.fixture
def finding(refused: CheckRun) -> Finding:
    return refused.findings[-1]


def assert_inert(text: str) -> None:
    assert [char for char in OBEYED if char in text] == []


def test_evidence_holds_what_was_said(finding: Finding) -> None:
    assert all(part in finding.evidence for part in SHOWN)
    assert "\\xff\\xfe" in finding.evidence


def test_terminal_shows_it(refused: CheckRun, capsys: pytest.CaptureFixture[str]) -> None:
    output.print_findings(refused.findings)
    timing.print_transcript(refused)
    text = capsys.readouterr().out
    assert_inert(text)
    assert all(text.count(part) >= 2 for part in SHOWN)
    assert "\\u001b[31m" in text
    assert "\\u202e" in text


def test_progress_shows_it(
    refused: CheckRun, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    """The title of this one holds a value."""
    values = {"host": SPOKEN.decode("utf-8", "backslashreplace"), "port": "25"}
    hostile = catalogue.finding("smtp.connect.ok", subject="x", values=values)
    output.progress({})(replace(refused.finished[-1], findings=(hostile,)))
    said = capsys.readouterr().err
    assert_inert(said)
    assert all(part in said for part in SHOWN)


def test_json_escapes_it_and_means_the_same(refused: CheckRun, finding: Finding) -> None:
    raw = to_json(of_run("check", refused, client="x", result={})).decode()
    assert_inert(raw)
    assert json.loads(raw)["findings"][-1]["evidence"] == finding.evidence
    assert "\u202e" in finding.evidence


@pytest.fixture
def report(finding: Finding) -> ReportContext:
    points = OpenPoints(actor=Actor.TENANT_ADMIN, findings=(in_words(finding),), message="")
    return ReportContext(
        translation=ENGLISH,
        handover=Handover(
            client="Contoso",
            domain="contoso.test",
            cloud="worldwide",
            made=date(2026, 11, 23),
            chosen=None,
            found=(in_words(finding),),
            changed=(),
            to_do=(),
            open=(points,),
            undo=(),
            checklist=(),
            review_on=date(2027, 5, 1),
        ),
        version="0",
    )


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any("javascript:" in (value or "") for _, value in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_shows_it(report: ReportContext) -> None:
    html = render_report_html(report)
    assert_inert(html)
    page = _Page()
    page.feed(html)
    assert "script" not in page.tags
    assert all(part in page.text for part in SHOWN)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler-utils")
def test_pdf_shows_it(report: ReportContext) -> None:
    pdf = render_report_pdf(report)
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    text = "".join(done.stdout.decode().split())
    assert_inert(text)
    assert all("".join(part.split()) in text for part in SHOWN)
    assert b"/JavaScript" not in pdf


def test_window_shows_it(refused: CheckRun, finding: Finding, qtbot: QtBot) -> None:
    rows = FindingList("rows", lambda found, actor: "")
    qtbot.addWidget(rows)
    rows.add(RowContent(finding=finding, transcript=refused.finished[-1].transcript))
    rows.rows[0].set_open(is_open=True)
    shown = [label.text() for label in rows.findChildren(QLabel)]
    quotes = [quote.toPlainText() for quote in rows.findChildren(QPlainTextEdit)]
    for text in (*shown, *quotes):
        assert_inert(text)
    assert all(any(part in text for text in quotes) for part in SHOWN)


def test_message_to_copy_shows_it(finding: Finding) -> None:
    said = in_words(finding)
    text = message_for(said.who_acts, (said,), client="Contoso", domain="contoso.test")
    assert_inert(text)


def test_certificates_names_are_inert(
    catalogue: Catalogue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = Issuer(tmp_path, "\x1b[2J<script>\u202e =cmd|")
    trusting_nobody = ssl.create_default_context()
    result, _ = run_tls(starttls(stranger.issue()), catalogue, trusting_nobody)
    output.print_findings(result.findings)
    text = capsys.readouterr().out
    assert_inert(text)
    assert "<script>" in text
    assert_inert(to_json(of_run("check", result, client="x", result={})).decode())


def test_records_of_dns_are_inert(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "v=spf1 include:\x1b[2J<script>.test \u202e -all"
    result = run_checks({APEX: txt(hostile)})
    output.print_findings(result.findings)
    text = capsys.readouterr().out
    assert_inert(text)
    assert "<script>" in text
