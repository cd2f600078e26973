"""Rows: what they say, what they copy, and that nothing moves under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from app.catalogue import installed_catalogue
from app.domain.check import Speaker, TranscriptLine
from app.domain.finding import Actor, Finding
from app.gui.rows import FindingList, RowContent
from app.gui.transcript import TranscriptDialog, write_transcript
from tests.wording import in_words

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

BAD = installed_catalogue().finding(
    "smtp.auth.disabled_for_tenant",
    subject="smtp.contoso.test:587",
    evidence="535 5.7.139 <b>no</b>\x1b[31m\u202egnp.exe",
    values={"mailbox": "scan@contoso.test"},
)
WELL = installed_catalogue().finding("smtp.auth.ok", subject="smtp.contoso.test:587")
LINES = (
    TranscriptLine(at_s=0.0, speaker=Speaker.SERVER, text="220 ready"),
    TranscriptLine(at_s=0.1, speaker=Speaker.CLIENT, text="EHLO x"),
)


def _message(findings: tuple[Finding, ...], actor: Actor) -> str:
    return f"To {actor.value}: {in_words(findings[0]).title}"


def _list(qtbot: QtBot, *findings: Finding) -> FindingList:
    rows = FindingList("rows", _message)
    qtbot.addWidget(rows)
    for finding in findings:
        rows.add(RowContent(finding=finding, transcript=LINES))
    rows.resize(700, 500)
    rows.show()
    return rows


def _find(parent: QWidget, name: str) -> QWidget:
    found = parent.findChild(QWidget, name)
    assert isinstance(found, QWidget)
    return found


def test_row_says_its_word_beside_its_icon(qtbot: QtBot) -> None:
    rows = _list(qtbot, BAD, WELL)
    assert rows.rows[0].header.accessibleName() == f"Problem: {in_words(BAD).title}"
    assert rows.rows[1].header.accessibleName() == f"Well: {in_words(WELL).title}"
    shown = [label.text() for label in rows.rows[0].header.findChildren(QLabel)]
    assert "Problem" in shown


def test_space_opens_a_row_with_who_acts_and_numbered_steps(qtbot: QtBot) -> None:
    rows = _list(qtbot, BAD)
    QTest.keyClick(rows.rows[0].header, Qt.Key.Key_Space)
    texts = [label.text() for label in rows.rows[0].body.findChildren(QLabel)]
    assert "your Microsoft 365 admin" in texts
    first, second, *_ = in_words(BAD).fix
    assert any(text.startswith(f"1. {first}\n2. {second}\n3. ") for text in texts)


def test_what_the_server_said_is_escaped_and_never_markup(qtbot: QtBot) -> None:
    rows = _list(qtbot, BAD)
    rows.rows[0].set_open(is_open=True)
    quote = rows.rows[0].body.findChild(QPlainTextEdit)
    assert isinstance(quote, QPlainTextEdit)
    assert quote.toPlainText() == "535 5.7.139 <b>no</b>\\u001b[31m\\u202egnp.exe"


def test_copy_for_the_admin_puts_the_message_on_the_clipboard(qtbot: QtBot) -> None:
    rows = _list(qtbot, BAD)
    rows.rows[0].set_open(is_open=True)
    button = _find(rows, "rows.row0.copy")
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == f"To tenant_admin: {in_words(BAD).title}"


def test_body_is_not_built_before_it_is_opened(qtbot: QtBot) -> None:
    rows = _list(qtbot, BAD)
    assert rows.rows[0].inside.isEmpty()


def test_worst_comes_first_when_nobody_points_at_the_list(qtbot: QtBot) -> None:
    rows = _list(qtbot, WELL, BAD)
    rows.sort()
    assert [row.content.finding.code for row in rows.rows] == [BAD.code, WELL.code]


def test_nothing_moves_while_the_pointer_is_on_the_list(qtbot: QtBot) -> None:
    rows = _list(qtbot, WELL, BAD)
    rows.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on=True)
    rows.sort()
    assert [row.content.finding.code for row in rows.rows] == [WELL.code, BAD.code]
    rows.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on=False)
    rows.leaveEvent(None)
    assert [row.content.finding.code for row in rows.rows] == [BAD.code, WELL.code]


def test_transcript_dialog_shows_who_said_what(qtbot: QtBot) -> None:
    rows = _list(qtbot, BAD)
    rows.rows[0].set_open(is_open=True)
    QTest.keyClick(_find(rows, "rows.row0.transcript"), Qt.Key.Key_Space)
    dialog = rows.findChild(TranscriptDialog)
    assert isinstance(dialog, TranscriptDialog)
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.text() == "  0.000 ← 220 ready\n  0.100 → EHLO x"
    assert write_transcript(LINES) == dialog.text()
    dialog.close()
