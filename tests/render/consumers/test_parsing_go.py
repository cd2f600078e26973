"""Grafana's and Gitea's own parser of INI files, gopkg.in/ini.v1, reads what was written."""

from __future__ import annotations

import json
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.render.consumers.conftest import build_go

PROGRAM = """\
package main

import (
	"encoding/json"
	"os"

	"gopkg.in/ini.v1"
)

func main() {
	file, err := ini.Load(os.Args[1])
	if err != nil {
		panic(err)
	}
	json.NewEncoder(os.Stdout).Encode(file.Section(os.Args[2]).KeysHash())
}
"""
READERS = {
    "grafana": ("grafana.ini", "smtp", ("", "user", "from_address", "from_name")),
    "gitea": ("app.ini", "mailer", ("SMTP_ADDR", "USER", "FROM", "")),
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The parser as a program that prints one section as JSON."""
    return build_go(tmp_path_factory.mktemp("ini"), PROGRAM)


def read_section(reader: Path, file: str, section: str, folder: Path) -> dict[str, str]:
    done = subprocess.run(
        [reader, folder / file, section], capture_output=True, check=True, timeout=60
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("target", sorted(READERS))
def test_values_come_out_as_they_went_in(
    target: str, display_name: str, writer: Any, reader: Path
) -> None:
    file, section, names = READERS[target]
    writer.compare(target, partial(read_section, reader, file, section), names, display_name)
