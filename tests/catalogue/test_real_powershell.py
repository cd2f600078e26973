"""The catalogue's scripts, read by the real PowerShell, with plain and hostile values in them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import msgspec
import pytest

from tests.catalogue.test_powershell import HOSTILE, PLAIN, WITH_CODE, fill, scripts

pytestmark = pytest.mark.needs_tools
_SHAPES = Path(__file__).with_name("shapes.ps1")


class Shape(msgspec.Struct, frozen=True):
    errors: tuple[str, ...]
    shape: str
    newer: tuple[str, ...]
    """Words that Windows PowerShell 5.1 does not know."""


def shapes_of(codes: list[str]) -> list[Shape]:
    done = subprocess.run(
        ["pwsh", "-NoProfile", "-NonInteractive", "-File", str(_SHAPES)],
        input=json.dumps(codes),
        capture_output=True,
        text=True,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=list[Shape])


def test_powershell_finds_what_is_wrong() -> None:
    broken, harmless, other = shapes_of(["Set-X -Y 'a", "Set-X -Y 'a'", "Set-X -Y 'a'; Remove-Y"])
    assert broken.errors
    assert not harmless.errors
    assert harmless.shape != other.shape
    assert shapes_of(["$a ?? $b"])[0].newer


def test_every_script_is_one_that_windows_powershell_reads() -> None:
    codes = [code for step in WITH_CODE for code in scripts(fill(step, PLAIN))]
    for code, found in zip(codes, shapes_of(codes), strict=True):
        assert (found.errors, found.newer) == ((), ()), code


def test_no_hostile_value_leaves_its_literal() -> None:
    plain = [code for step in WITH_CODE for code in scripts(fill(step, PLAIN))]
    hostile = [
        code for value in HOSTILE for step in WITH_CODE for code in scripts(fill(step, value))
    ]
    wanted = shapes_of(plain) * len(HOSTILE)
    for code, found, want in zip(hostile, shapes_of(hostile), wanted, strict=True):
        assert (found.errors, found.shape) == ((), want.shape), code
