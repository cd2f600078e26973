"""Every target by every path: golden files, refusals with reasons, no secret, no new line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from app.catalogue import Catalogue, Target
from app.catalogue.resources import TEMPLATES
from app.domain.errors import AppError
from app.domain.path import SendingPath, SendingSettings
from app.domain.secret import Secret
from app.render.context import ExportContext, RenderedFile
from app.render.quoting import RULES, QuotingError
from app.render.targets import SHEET_QUOTING, render_notes, render_target
from app.render.templating import render_text
from tests.wording import in_words

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

TARGETS = Catalogue().targets
TEXT_TARGETS = sorted(name for name, target in TARGETS.items() if target.kind != "sheet")
_LONG = "a" * 255
_EDGES = (
    "-x",
    "x ",
    " x",
    f"{_LONG}@contoso.com",
    _LONG,
    "😀",
    "a\nb",
    "\u2028",
    "${x}",
    "{{ x }}",
)
CANARY = "canary-5f1c9a"
HOSTILE = st.text(st.sampled_from("\"'`\\#;$%&<>=:,|@!?*~^-+/ .()[]{}aZ0éж日😀\n\t\0"), max_size=30)
_NOTICES = 6
"""Lines that a device's text gains where a value is too long for it or needs Send As."""
PLACES = ("username", "from_name", "from_address", "host", "client_name")
Settings = Mapping[SendingPath, SendingSettings]


class GoldenFile(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(GoldenFile)


def rendered(
    target: Target, context: ExportContext, settings_of: Settings
) -> Iterator[tuple[SendingPath, tuple[RenderedFile, ...]]]:
    for path in target.paths:
        yield path, render_target(target, replace(context, settings=settings_of[path]))


def spoil(sending: SendingSettings, place: str, value: str) -> SendingSettings:
    match place:
        case "host":
            return replace(sending, server=replace(sending.server, host=value))
        case "username":
            return replace(sending, username=value)
        case "from_name":
            return replace(sending, from_name=value)
        case "client_name":
            return sending
        case _:
            return replace(sending, from_address=value)


def pair(value: tuple[SendingPath, RenderedFile]) -> str:
    path, file = value
    return f"===== {path.value}: {file.path} ({file.mode:o})\n{file.content.decode()}"


@pytest.mark.parametrize("name", TEXT_TARGETS)
def test_export(
    name: str, context: ExportContext, settings_of: Settings, golden: SnapshotAssertion
) -> None:
    parts = [
        pair((path, file))
        for path, files in rendered(TARGETS[name], context, settings_of)
        for file in files
    ]
    assert "\n".join(parts) == golden


@pytest.mark.parametrize("name", TEXT_TARGETS)
def test_files_are_utf8_with_unix_lines_in_the_targets_folder(
    name: str, context: ExportContext, settings_of: Settings
) -> None:
    for _, files in rendered(TARGETS[name], context, settings_of):
        assert len({file.path for file in files}) == len(files)
        for file in files:
            assert file.path.startswith(f"{name}/")
            assert b"\r" not in file.content
            assert file.content.decode().endswith("\n")


@pytest.mark.parametrize("name", TEXT_TARGETS)
def test_path_that_a_target_cannot_serve_is_refused_with_a_way_out(
    name: str, context: ExportContext, settings_of: Settings
) -> None:
    for path in set(SendingPath) - set(TARGETS[name].paths):
        with pytest.raises(AppError) as caught:
            render_target(TARGETS[name], replace(context, settings=settings_of[path]))
        assert caught.value.code in ("export.oauth_not_served", "export.path_not_served")
        said = in_words(caught.value)
        assert said.fix
        assert len(said.title) <= 60


@pytest.mark.parametrize("name", TEXT_TARGETS)
def test_password_stands_only_in_files_that_say_so(
    name: str, context: ExportContext, settings_of: Settings
) -> None:
    asked = replace(context, password=Secret(CANARY))
    for _, files in rendered(TARGETS[name], asked, settings_of):
        for file in files:
            assert (CANARY in file.content.decode()) <= file.holds_secret
            assert file.mode == 0o600 or not file.holds_secret
    for _, files in rendered(TARGETS[name], context, settings_of):
        assert not any(file.holds_secret for file in files)


@pytest.mark.parametrize("name", sorted(name for name in TEXT_TARGETS if TARGETS[name].oauth))
def test_password_is_never_written_where_a_token_signs_in(
    name: str, context: ExportContext, settings_of: Settings
) -> None:
    if SendingPath.SMTP_AUTH_OAUTH in TARGETS[name].paths:
        for file in render_target(TARGETS[name], replace(context, password=Secret(CANARY))):
            assert CANARY not in file.content.decode()


@pytest.mark.parametrize("name", TEXT_TARGETS)
@given(value=HOSTILE | st.sampled_from(_EDGES), place=st.sampled_from(PLACES))
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_hostile_value_is_refused_or_adds_no_line(
    name: str, value: str, place: str, context: ExportContext, settings_of: Settings
) -> None:
    for path, files in rendered(TARGETS[name], context, settings_of):
        sending = settings_of[path]
        assume(value)
        hostile = replace(context, settings=spoil(sending, place, value))
        if place == "client_name":
            hostile = replace(context, settings=sending, client_name=value)
        if not sending.username and place == "username":
            continue
        try:
            made = render_target(TARGETS[name], hostile)
        except QuotingError:
            continue
        for was, now in zip(files, made, strict=True):
            more = abs(now.content.count(b"\n") - was.content.count(b"\n"))
            assert more <= (_NOTICES if TARGETS[name].device else 1), now.content
            assert now.path == was.path or place.startswith("from")


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_templates_and_rules_that_a_target_names_exist(name: str) -> None:
    for file in TARGETS[name].files:
        assert (TEMPLATES / file.template).is_file()
        assert file.quoting in RULES or file.quoting == SHEET_QUOTING


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_notes_say_where_how_and_back(
    name: str, context: ExportContext, settings_of: Settings
) -> None:
    target = TARGETS[name]
    for path in target.paths:
        notes = render_notes(target, replace(context, settings=settings_of[path]))
        assert notes.places
        assert notes.apply
        assert notes.undo
        for text in (*notes.apply, *notes.verify, *notes.undo, *notes.warnings):
            assert "{" not in text
            assert "  " not in text


def test_every_template_belongs_to_a_target() -> None:
    named = {file.template for target in TARGETS.values() for file in target.files}
    there = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.glob("*/*.j2")}
    assert {name for name in there if not name.startswith("report/")} <= named


def test_template_that_forgets_a_name_fails_loudly() -> None:
    with pytest.raises(UndefinedError):
        render_text("{{ nothing }}", {})


@pytest.mark.parametrize("value", [True, None, 1.5, ("a",)])
def test_template_may_print_only_words_and_numbers(value: object) -> None:
    with pytest.raises(TypeError):
        render_text("{{ value }}", {"value": value})


def test_value_passes_its_rule_though_the_template_names_none() -> None:
    assert render_text("{{ v }}", {"v": "a'b"}, "shell") == "'a'\"'\"'b'"
