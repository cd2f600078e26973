"""The settings of a path as the report shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.visible import make_visible

if TYPE_CHECKING:
    from app.domain.path import SendingSettings
    from app.render.report.words import ReportWords


def show_settings(settings: SendingSettings | None, words: ReportWords) -> list[list[str]]:
    """Both halves of the settings as names and values; none where they are not known yet."""
    if settings is None:
        return []
    page = words.page
    facts = [
        [page["server"], str(settings.server)],
        [page["security"], words.security[settings.security]],
        [page["authentication"], words.authentication[settings.authentication]],
        [page["username"], settings.username],
        [page["from_address"], settings.from_address],
        *_receiving(settings, words),
    ]
    return [[name, make_visible(value)] for name, value in facts if value]


def _receiving(settings: SendingSettings, words: ReportWords) -> list[list[str]]:
    """The other half of a mail program; what only sends does without."""
    page = words.page
    how = f"{words.security['implicit']}, {words.authentication['xoauth2']}"
    ends = ((page["imap"], settings.imap), (page["pop"], settings.pop))
    return [[name, f"{endpoint} ({how})"] for name, endpoint in ends if endpoint]
