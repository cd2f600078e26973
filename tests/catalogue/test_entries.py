"""Walks every entry of every section: identities, references, sources, dates and prose."""

from __future__ import annotations

import re
import string
import tomllib
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from app.catalogue import Catalogue
from app.catalogue.resources import CATALOGUE as FOLDER
from app.catalogue.schema.fact import Fact
from app.domain.handover.admin_step import StepCondition
from app.domain.path import SendingPath

CATALOGUE = Catalogue()
FACTS: tuple[tuple[str, Fact], ...] = (
    *((text.code, text) for text in CATALOGUE.findings.values()),
    *((text.code, text) for text in CATALOGUE.reasons.values()),
    *((path.id, path) for path in CATALOGUE.paths.values()),
    *((item.id, item) for item in CATALOGUE.services.values()),
    *((step.id, step) for step in CATALOGUE.admin_steps),
    *((item.id, item) for item in CATALOGUE.checklist),
    *((item.id, item) for item in CATALOGUE.tenant_limits.values()),
    *((item.id, item) for item in CATALOGUE.sender_lists.values()),
    ("tokens", CATALOGUE.tokens),
)
OWN_STATEMENTS = {"Sendwright"}
"""Stands as the source of what this program says about itself."""
CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+\Z")
SECTIONS = {
    "findings": ("finding", "code"),
    "advice": ("reason", "code"),
    "paths": ("path", "id"),
    "services": ("service", "id"),
    "steps": ("step", "id"),
    "checklist": ("item", "id"),
    "limits": ("limits", "id"),
    "devices": ("device", "id"),
    "reports": ("report", "id"),
    "targets": ("target", "id"),
    "scenarios": ("scenario", "id"),
}


def raw_ids(section: str) -> list[str]:
    key, name = SECTIONS[section]
    files = sorted((FOLDER / section).glob("*.toml"))
    return [item[name] for path in files for item in tomllib.loads(path.read_text("utf-8"))[key]]


@pytest.mark.parametrize("section", SECTIONS)
def test_ids_are_unique_within_a_section(section: str) -> None:
    counted = Counter(raw_ids(section))
    assert counted
    assert [id_ for id_, count in counted.items() if count > 1] == []


def test_cloud_ids_are_unique_and_their_files_names() -> None:
    files = {path.stem for path in (FOLDER / "clouds").glob("*.toml")}
    assert set(CATALOGUE.clouds) == files


def test_every_folder_of_the_catalogue_is_a_known_section() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}
    assert folders <= {*SECTIONS, "clouds", "mail_hosts", "practice", "tokens"}


def test_codes_are_dotted_and_lower_case() -> None:
    codes = [*CATALOGUE.findings, *CATALOGUE.reasons, *(step.id for step in CATALOGUE.admin_steps)]
    assert [code for code in codes if not CODE.match(code)] == []


@pytest.mark.parametrize(("name", "fact"), FACTS, ids=[name for name, _ in FACTS])
def test_fact_names_its_sources_and_the_day_somebody_looked(name: str, fact: Fact) -> None:
    assert fact.sources, name
    assert len(set(fact.sources)) == len(fact.sources)
    for source in fact.sources:
        assert re.fullmatch(r"https://\S+", source) or source in OWN_STATEMENTS, source
    assert fact.checked <= date.today()


@pytest.mark.filterwarnings("default:older than a year")
def test_facts_older_than_a_year_are_named_without_a_failure() -> None:
    """Waiting must not break a test; who looks at the warnings sees what to look at again."""
    year_ago = date.today() - timedelta(days=365)
    old = [name for name, fact in FACTS if fact.checked < year_ago]
    if old:
        warnings.warn(f"older than a year: {', '.join(old)}", stacklevel=1)


def test_doubt_is_said_wherever_a_fact_is_not_confirmed() -> None:
    silent = [name for name, fact in FACTS if fact.confidence != "confirmed" and not fact.doubt]
    assert silent == []


def sentences() -> Iterator[tuple[str, str]]:
    """Everything that people read as whole sentences."""
    for text in CATALOGUE.findings.values():
        yield from ((text.code, part) for part in (text.cause, *text.fix, text.doubt))
    for item in CATALOGUE.services.values():
        about = (item.summary, item.ends, item.cost, item.doubt)
        yield from ((item.id, part) for part in (*about, *item.needs, *item.limits, *item.risks))
    for path in CATALOGUE.paths.values():
        told = (path.summary, path.ends, path.cost, path.doubt)
        yield from ((path.id, part) for part in (*told, *path.needs, *path.limits, *path.risks))
    for step in CATALOGUE.admin_steps:
        prose = (step.why, step.waits, step.doubt)
        yield from ((step.id, part) for part in (*prose, *step.clicks, *step.undo_clicks))
    for reason in CATALOGUE.reasons.values():
        yield from ((reason.code, part) for part in (reason.text, reason.doubt))
    for point in CATALOGUE.checklist:
        yield from ((point.id, part) for part in (point.title, point.why, point.doubt))
    for scenario in CATALOGUE.scenarios.values():
        yield scenario.id, scenario.lesson


def ends_well(text: str) -> bool:
    """A full stop, or a colon with something to copy behind it."""
    if re.search(r"\.[”\")]?\Z", text) or text == "{ends}":
        return True
    return re.search(r"\{\w+\}\Z|: \S|\bwith v=|\blike v=", text) is not None


def test_prose_ends_with_a_full_stop_or_with_something_to_copy() -> None:
    assert [pair for pair in sentences() if pair[1] and not ends_well(pair[1])] == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"  ",
        r"!",
        r" [,;:]| \.(\s|\Z)",
        r"\A\s|\s\Z",
        r"\b(obviously|just click|stupid)\b",
        r"\bTODO\b",
    ],
)
def test_prose_has_none_of(pattern: str) -> None:
    found = [pair for pair in sentences() if re.search(pattern, pair[1], re.IGNORECASE)]
    assert found == []


def titles() -> Iterator[tuple[str, str]]:
    yield from ((text.code, text.title) for text in CATALOGUE.findings.values())
    yield from ((step.id, step.title) for step in CATALOGUE.admin_steps)
    yield from ((path.id, path.name) for path in CATALOGUE.paths.values())


def test_titles_are_short_and_say_what_happened() -> None:
    bad = [
        pair
        for pair in titles()
        if len(pair[1]) > 70 or pair[1].endswith(".") or "!" in pair[1] or not pair[1][0].isupper()
    ]
    assert [pair for pair in bad if pair[1][0] not in "{“"] == []


def test_placeholders_of_findings_and_reasons_are_simple_names() -> None:
    for text in CATALOGUE.findings.values():
        for part in (text.title, text.cause, *text.fix):
            check_places(part)
    for reason in CATALOGUE.reasons.values():
        check_places(reason.text)


def test_commands_in_findings_take_quoted_values_only() -> None:
    command = re.compile(r"\b(Set|Get|Add|New|Remove|Enable|Disable)-[A-Z]\w+( [^:]*)?\{(\w+)\}")
    for text in CATALOGUE.findings.values():
        for part in (text.cause, *text.fix):
            for found in command.finditer(part):
                assert found[3].endswith("_quoted"), part


def check_places(text: str) -> None:
    for _, name, spec, conversion in string.Formatter().parse(text):
        assert name is None or re.fullmatch(r"[a-z][a-z0-9_]*", name), text
        assert not spec
        assert not conversion


def test_references_to_findings_resolve() -> None:
    named = [
        *(code for path in CATALOGUE.paths.values() for code in path.closed_by),
        *(step.proved_by for step in CATALOGUE.admin_steps if step.proved_by),
    ]
    for scenario in CATALOGUE.scenarios.values():
        played = (scenario.submission, scenario.relay, scenario.sign_in, scenario.renewal)
        codes = (*played, *scenario.expect)
        named += [code for code in codes if code]
    assert [code for code in named if code not in CATALOGUE.findings] == []


def test_what_a_scenario_lets_a_server_say_has_a_literal() -> None:
    for scenario in CATALOGUE.scenarios.values():
        for code in (scenario.submission, scenario.relay, scenario.sign_in, scenario.renewal):
            if code:
                literals = [match.literal for match in CATALOGUE.findings[code].match]
                assert any(literals), (scenario.id, code)


def test_references_to_clouds_resolve() -> None:
    for path in CATALOGUE.paths.values():
        assert set(path.not_in_clouds) <= set(CATALOGUE.clouds)
    for step in CATALOGUE.admin_steps:
        assert set(step.clouds) <= set(CATALOGUE.clouds)


def test_checklist_refers_to_steps_and_beginnings_of_codes_that_exist() -> None:
    steps = {step.id for step in CATALOGUE.admin_steps}
    for item in CATALOGUE.checklist:
        assert set(item.steps) <= steps
        for beginning in item.findings:
            assert any(code.startswith(beginning) for code in CATALOGUE.findings), beginning


def test_every_sending_path_is_described_and_prepared() -> None:
    assert set(CATALOGUE.paths) == set(SendingPath)
    for path in SendingPath:
        steps = [step for step in CATALOGUE.admin_steps if path in step.paths]
        assert any(step.when is StepCondition.ALWAYS for step in steps), path


def test_every_reason_is_used_by_the_rules() -> None:
    source = "".join(
        (FOLDER.parent.parent / "app" / "domain" / "paths" / name).read_text("utf-8")
        for name in ("advice.py", "judges.py")
    )
    used = set(re.findall(r'"(advice\.[a-z0-9_]+)"', source))
    verdicts = {code for code in CATALOGUE.reasons if code.startswith("advice.address_")}
    known = {code for code in CATALOGUE.reasons if code.startswith("advice.")}
    assert used | verdicts == known


def test_every_limit_has_a_sentence() -> None:
    from app.domain.paths.volume import LimitName

    for limit in LimitName:
        text = CATALOGUE.reasons[f"limit.{limit}"].text
        assert "{asked}" in text
        assert "{allowed}" in text


def test_every_verdict_on_an_address_has_a_sentence() -> None:
    from app.domain.paths.relay_address import RelayAddress

    refused = [verdict for verdict in RelayAddress if verdict is not RelayAddress.USABLE]
    assert all(f"advice.address_{verdict}" in CATALOGUE.reasons for verdict in refused)
