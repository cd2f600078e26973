"""Explains servers' words offline: the catalogue's texts joined with the domain's reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter

from app.catalogue.loader import Catalogue
from app.catalogue.mail import explain_deliveries, explain_headers
from app.domain.finding import Finding, State, sort_worst_first
from app.domain.replies.bounce import MailReading, read_mail
from app.domain.replies.reply import Classified, classify

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
    """Name the reply in the text; of a bounce, what the remote servers said is read."""
    mail = read_mail(text)
    return classify(mail.words if mail else text, catalogue.reply_rules, stage)


def explain_text(
    catalogue: Catalogue,
    text: str,
    *,
    subject: str = "the pasted text",
    stage: str = "",
    values: Mapping[str, str] = _NO_VALUES,
) -> tuple[Finding, ...]:
    """Explain every reply in the text, the worst first; the last resort says that it is generic.

    A whole message is read as such: each failed recipient of a bounce, and what the headers say
    about SPF, DKIM, DMARC and the way it took.
    """
    if mail := read_mail(text):
        found = tuple(_explain_mail(catalogue, mail, values))
        if found:
            return sort_worst_first(found)
    return _explain_words(catalogue, text, subject=subject, stage=stage, values=values)


def _explain_mail(
    catalogue: Catalogue, mail: MailReading, values: Mapping[str, str]
) -> Iterator[Finding]:
    for outcome in mail.recipients:
        if outcome.action not in ("delivered", "relayed", "expanded"):
            yield from _explain_words(
                catalogue,
                outcome.diagnostic or outcome.status,
                subject=outcome.recipient,
                stage="bounce",
                values={"recipient": outcome.recipient, **values},
            )
    yield from explain_deliveries(catalogue, mail)
    if not mail.recipients and read_reply(catalogue, mail.text).reply_codes:
        yield from _explain_words(
            catalogue, mail.text, subject=mail.subject, stage="bounce", values=values
        )
    yield from explain_headers(catalogue, mail)


def _explain_words(
    catalogue: Catalogue, text: str, *, subject: str, stage: str, values: Mapping[str, str]
) -> tuple[Finding, ...]:
    found = classify(text, catalogue.reply_rules, stage)
    codes = (found.code or UNKNOWN, *found.others)
    reply = ", ".join(found.reply_codes)
    return tuple(
        catalogue.finding(
            code,
            subject=subject,
            evidence=text.strip()[:4000],
            state=State.UNTOLD if code == UNKNOWN else State.FOUND,
            values=_fill(catalogue, code, {"reply": reply, **values}),
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
    found = classify(text, catalogue.reply_rules, stage)
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
    unknown = {name.removesuffix("_quoted"): _UNKNOWN_VALUE for name in named if name}
    return {**unknown, **_EXAMPLE_VALUES, **values}
