"""Fills the words of a finding with its values, sentence by sentence."""

from __future__ import annotations

from app.catalogue.schema.finding import FindingText
from app.domain.finding import Finding, Legacy
from app.domain.handover.admin_step import quote_powershell
from app.domain.visible import make_visible
from app.domain.worded import ENGLISH, Said, Worded


class _Filled(dict[str, str]):
    """The values of a finding, each also as a PowerShell literal: `mailbox_quoted`.

    A value that another version did not keep stands as its name.
    """

    def __missing__(self, name: str) -> str:
        if not name.endswith("_quoted"):
            return f"«{name.replace('_', ' ')}»"
        return quote_powershell(make_visible(self[name.removesuffix("_quoted")]))


def word(finding: Finding, english: FindingText, said: FindingText | None, language: str) -> Worded:
    """Say a finding; a sentence that `said` lacks is said in English, and knows that it is."""
    given = {"subject": finding.subject, **finding.values}
    # A value that calls itself quoted was not quoted here.
    values = _Filled({name: text for name, text in given.items() if not name.endswith("_quoted")})

    def say(template: str, translated: str) -> Said:
        chosen, spoken = (translated, language) if translated else (template, ENGLISH)
        return Said(chosen.format_map(values), spoken)

    fix = said.fix if said else ()
    return Worded(
        finding=finding,
        title=say(english.title, said.title if said else ""),
        cause=say(english.cause, said.cause if said else ""),
        fix=tuple(
            say(step, fix[at] if at < len(fix) else "") for at, step in enumerate(english.fix)
        ),
        who_acts=english.who_acts,
        sources=english.sources,
        checked=english.checked,
    )


def word_legacy(finding: Finding, legacy: Legacy) -> Worded:
    """Say what 0.1 said, in its own words: nothing guesses the values back."""
    return Worded(
        finding=finding,
        title=Said(legacy.title),
        cause=Said(legacy.cause),
        fix=tuple(Said(step) for step in legacy.fix),
        who_acts=legacy.who_acts,
        sources=legacy.sources,
        checked=legacy.checked,
        said_on=legacy.said_on,
    )
