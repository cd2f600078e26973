"""Fills the words of a finding, a remark or a step with its values."""

from __future__ import annotations

from collections.abc import Mapping

from app.catalogue.schema.finding import FindingText
from app.catalogue.schema.path import AdminStep, ReasonText
from app.domain.finding import Finding, Legacy
from app.domain.handover.admin_step import (
    PreparedStep,
    WordedStep,
    fill_powershell,
    fill_text,
    quote_powershell,
)
from app.domain.paths.remark import Remark, WordedRemark
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


def word_remark(
    remark: Remark,
    values: Mapping[str, str],
    english: ReasonText,
    said: ReasonText | None,
    language: str,
) -> WordedRemark:
    """Say a remark; `values` are its own and what the catalogue says of what it names."""
    chosen, spoken = (said, language) if said else (english, ENGLISH)
    return WordedRemark(
        code=remark.code,
        values=values,
        text=Said(chosen.text.format_map(values), spoken),
        sources=english.sources,
        checked=english.checked,
        doubt=english.doubt,
    )


def word_step(step: PreparedStep, english: AdminStep, said: AdminStep | None) -> WordedStep:
    """Say a step, all of it in one language; PowerShell is the same in every one."""
    texts = said or english

    def fill(text: str) -> str:
        return fill_text(text, step.values)

    return WordedStep(
        id=step.id,
        paths=step.paths,
        clouds=step.clouds,
        title=fill(texts.title),
        why=fill(texts.why),
        clicks=tuple(map(fill, texts.clicks)),
        powershell=fill_powershell(english.powershell, step.values),
        undo=fill_powershell(english.undo, step.values),
        undo_clicks=tuple(map(fill, texts.undo_clicks)),
        waits=texts.waits,
        proved_by=step.proved_by,
        when=step.when,
        who_acts=step.who_acts,
        values=step.names,
        missing=step.missing,
        sources=english.sources,
        checked=english.checked,
        doubt=english.doubt,
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
