"""Turns what the sign-in service says into what a person can do about it.

AppError
└── SignInError         no usable token came out of a sign-in
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast
from urllib.parse import urlsplit

from app.catalogue import Catalogue
from app.domain.errors import AppError
from app.domain.tokens.claims import redact
from app.domain.web_link import is_web_link

_AADSTS = re.compile(r"AADSTS\d{4,8}")
_STAGE = "sign_in"
_GENERIC = "signin.refused"
_MAX_EVIDENCE = 2000
"""Chosen: what the service says stays whole, a page that a proxy puts in its place does not."""
_TRY_LATER = 3
"""What the command line exits with where nobody has to do anything but wait."""
PASSING = frozenset(
    {
        "signin.no_answer",
        "signin.no_such_host",
        "signin.unreachable",
        "signin.throttled",
        "signin.service_failed",
        "signin.oauth.unavailable",
        "signin.aadsts.90033",
    }
)
"""Failures that say nothing about the sign-in itself: it may work a while later."""


class SignInError(AppError):
    """No usable token came out of a sign-in; nothing was stored."""

    retry_after_s = 0.0
    """How long the service asks to wait; 0 where it does not say."""


def sign_in_error(
    catalogue: Catalogue,
    code: str,
    *,
    subject: str,
    evidence: str = "",
    values: Mapping[str, str] | None = None,
) -> SignInError:
    """Make the error from its text in the catalogue; evidence is cut and rid of secrets."""
    shown = redact(evidence)[:_MAX_EVIDENCE]
    finding = catalogue.finding(code, subject=subject, evidence=shown, values=values or {})
    error = SignInError.from_finding(finding)
    if code in PASSING:
        error.exit_code = _TRY_LATER
    return error


def require_web_link(catalogue: Catalogue, link: str, *, subject: str) -> str:
    """Return a link that a server gave, for a person to open; raises SignInError for no web page.

    A sign-in service says where its pages are: whoever speaks for it could name a local file or
    another program.
    """
    if not is_web_link(link):
        raise sign_in_error(catalogue, "signin.link_refused", subject=subject, evidence=link)
    return link


def place_of(url: str) -> dict[str, str]:
    """Take host and port out of an address, as the texts name them; one typed wrong stays whole."""
    try:
        parts = urlsplit(url)
        return {"host": parts.hostname or url, "port": str(parts.port or 443)}
    except ValueError:
        return {"host": url, "port": "443"}


def explain_answer(
    catalogue: Catalogue, answer: Mapping[str, object], *, subject: str
) -> SignInError:
    """Explain an OAuth error answer: by AADSTS number first, then by its `error` word."""
    return sign_in_error(
        catalogue,
        find_code(catalogue, answer) or _GENERIC,
        subject=subject,
        evidence=_evidence(answer),
    )


def find_code(catalogue: Catalogue, answer: Mapping[str, object]) -> str:
    """Find the finding code of an OAuth error answer; "" when the catalogue has none."""
    by_number, by_word = _index(catalogue)
    for number in _numbers(answer):
        if number in by_number:
            return by_number[number]
    return by_word.get(str(answer.get("error", "")).lower(), "")


def _numbers(answer: Mapping[str, object]) -> Iterator[str]:
    """AADSTS numbers, those of the text first: `error_codes` may be missing or of another type."""
    yield from _AADSTS.findall(str(answer.get("error_description", "")))
    codes = answer.get("error_codes")
    if isinstance(codes, list):
        yield from (f"AADSTS{code}" for code in cast("list[object]", codes))


def _index(catalogue: Catalogue) -> tuple[dict[str, str], dict[str, str]]:
    by_number: dict[str, str] = {}
    by_word: dict[str, str] = {}
    for text in catalogue.findings.values():
        for match in text.match:
            if _STAGE in match.stages:
                by_number.update(dict.fromkeys(match.codes, text.code))
                by_word.update(dict.fromkeys(match.phrases, text.code))
    return by_number, by_word


def _evidence(answer: Mapping[str, object]) -> str:
    parts = [
        str(answer[name]) for name in ("error", "suberror", "error_description") if answer.get(name)
    ]
    text = ": ".join(parts)
    ids = (
        f"{label}: {answer[name]}"
        for name, label in (
            ("correlation_id", "Correlation ID"),
            ("trace_id", "Trace ID"),
            ("timestamp", "Timestamp"),
        )
        if answer.get(name) and str(answer[name]) not in text
    )
    return " ".join([text, *ids])
