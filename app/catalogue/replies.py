"""Explains servers' words offline: the catalogue's texts joined with the domain's reading."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from app.catalogue.loader import Catalogue
from app.domain.finding import Finding, State
from app.domain.reply import Classified, classify

_EXAMPLE_VALUES: Mapping[str, str] = {
    "mailbox": "printer@contoso.com",
    "from_address": "office@contoso.com",
    "recipient": "the recipient",
    "domain": "contoso.com",
    "host": "the server",
}
"""Stand in the advice where nobody knows whose reply it was."""
_UNKNOWN_VALUE = "…"
_NO_VALUES: Mapping[str, str] = {}
_FORMAT = Formatter()
UNKNOWN = "reply.generic.unknown"


def read_reply(catalogue: Catalogue, text: str, stage: str = "") -> Classified:
    """Name the reply in the text."""
    return classify(text, catalogue.reply_rules, stage)


def explain_text(
    catalogue: Catalogue,
    text: str,
    *,
    subject: str = "the pasted text",
    stage: str = "",
    values: Mapping[str, str] = _NO_VALUES,
) -> tuple[Finding, ...]:
    """Explain every reply in the text, the worst first; the last resort says that it is generic."""
    found = read_reply(catalogue, text, stage)
    codes = (found.code or UNKNOWN, *found.others)
    return tuple(
        catalogue.finding(
            code,
            subject=subject,
            evidence=text.strip()[:4000],
            state=State.UNTOLD if code == UNKNOWN else State.FOUND,
            values=_fill(catalogue, code, {"reply": ", ".join(found.reply_codes), **values}),
        )
        for code in codes
    )


def explain_reply(
    catalogue: Catalogue,
    text: str,
    *,
    subject: str,
    stage: str,
    fallback: str,
    values: Mapping[str, str] = _NO_VALUES,
) -> Finding:
    """Explain one reply of a live session; `fallback` is the finding for words nobody knows."""
    found = read_reply(catalogue, text, stage)
    code = fallback if found.is_generic else found.code
    reply = ", ".join(found.reply_codes)
    return catalogue.finding(
        code,
        subject=subject,
        evidence=text,
        values=_fill(catalogue, code, {"reply": reply, **values}),
    )


def _fill(catalogue: Catalogue, code: str, values: Mapping[str, str]) -> Mapping[str, str]:
    """Complete the values: a text of another origin may name what a pasted reply cannot tell."""
    text = catalogue.findings[code]
    named = (
        name
        for part in (text.title, text.cause, *text.fix)
        for _, name, _, _ in _FORMAT.parse(part)
    )
    unknown = {name: _UNKNOWN_VALUE for name in named if name}
    return {**unknown, **_EXAMPLE_VALUES, **values}
