"""All that the net consists of, in pieces that can be recorded one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

from app.catalogue import Catalogue
from app.domain.path import SendingPath
from tests.net.advice import record_answers, record_by_family
from tests.net.device_checks import record_device_checks
from tests.net.offline_commands import record_by_path, record_demo, record_offline
from tests.net.parts import Part, write, write_beside
from tests.net.sheets import record_other_languages, record_sheets
from tests.net.situations import WELL, Situation, situations, walk

Files = Mapping[str, str]
_LANGUAGES = ("en", "de")
_OAUTH, _RELAY = SendingPath.SMTP_AUTH_OAUTH, SendingPath.RELAY_IP
_QUICK = (
    Situation(WELL, _OAUTH),
    Situation("tls_intercepted", _OAUTH),
    Situation("smtp_auth_off_for_tenant", _OAUTH),
    Situation("sign_in_revoked", _OAUTH),
    Situation(WELL, _RELAY),
    Situation("connector_mismatch", _RELAY),
    Situation("basic_retired", SendingPath.SMTP_AUTH_BASIC),
)
"""One situation of each kind; the others take minutes more, and wait for `prove net`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something that is recorded at one go."""

    name: str
    record: Callable[[], Files]
    is_quick: bool = True
    """It is compared by the tests, too."""


def pieces() -> dict[str, Piece]:
    """List all pieces by name; those that wait longest come first."""
    return {piece.name: piece for piece in (*_situation_pieces(), *_data_pieces())}


def _situation_pieces() -> tuple[Piece, ...]:
    found = sorted(situations(Catalogue()), key=lambda one: "silent" not in one.scenario)
    return tuple(
        Piece(
            name=f"commands.{one.name}",
            record=partial(_record_situation, one),
            is_quick=one in _QUICK,
        )
        for one in found
    )


def _data_pieces() -> tuple[Piece, ...]:
    by_language = [
        Piece(name=f"advice.{name}.{language}", record=partial(record, language))
        for name, record in (("answers", record_answers), ("by_family", record_by_family))
        for language in _LANGUAGES
    ]
    return (
        Piece(name="sheets", record=record_sheets),
        Piece(name="sheets.languages", record=record_other_languages, is_quick=False),
        Piece(name="device_checks", record=record_device_checks),
        Piece(name="pages", record=_record_pages),
        Piece(name="offline", record=record_offline),
        Piece(name="by_path", record=record_by_path, is_quick=False),
        Piece(name="demo", record=record_demo),
        *by_language,
    )


def _record_situation(situation: Situation) -> Files:
    name, base = f"commands/{situation.name}.txt", situation.base
    if situation == base:
        return {name: write(_walk(situation))}
    return {name: write_beside(_walk(situation), _walk(base), base.name)}


def _record_pages() -> Files:
    from tests.net.pages import record_pages  # Qt comes with it

    return record_pages()


@cache
def _walk(situation: Situation) -> tuple[Part, ...]:
    return walk(situation)
