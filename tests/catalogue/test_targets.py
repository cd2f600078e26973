"""Every target: known kinds and paths, sources, and words a person can follow."""

from __future__ import annotations

from datetime import date

import pytest

from app.catalogue import Catalogue, Target
from app.domain.path import SendingPath

TARGETS = Catalogue().targets
EACH = pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.id)


@EACH
def test_target_is_described(target: Target) -> None:
    assert target.kind in ("mail_program", "server", "framework", "application", "sheet")
    assert target.summary.endswith(".")
    assert target.paths
    assert len(set(target.paths)) == len(target.paths)
    assert target.files
    assert target.sources
    assert all(source.startswith("https://") for source in target.sources)
    assert target.checked <= date.today()


@EACH
def test_oauth_is_claimed_exactly_where_the_path_is_served(target: Target) -> None:
    if target.kind != "sheet":
        assert target.oauth == (SendingPath.SMTP_AUTH_OAUTH in target.paths)


@EACH
def test_files_belong_to_paths_that_the_target_serves(target: Target) -> None:
    names = [file.name for file in target.files]
    assert len(set(names)) == len(names)
    for file in target.files:
        assert set(file.paths) <= set(target.paths)
