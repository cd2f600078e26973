"""The command line as a person or a mail program calls it: a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE_S = 90.0
"""Far above every deadline of the product: a run that needs this long hangs."""
_LIKE_A_TOKEN = re.compile(rb"[\w.-]{200,}")
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    code: int
    stdout: str
    stderr: str

    @property
    def result(self) -> dict[str, Any]:
        """The one object that --json prints."""
        assert self.stdout, self.stderr
        value = json.loads(self.stdout)
        assert isinstance(value, dict)
        return value

    @property
    def codes(self) -> set[str]:
        """The codes of all findings."""
        return {finding["code"] for finding in self.result["findings"]}

    def finding(self, code: str) -> dict[str, Any]:
        """Return the one finding with this code."""
        found = [item for item in self.result["findings"] if item["code"] == code]
        assert len(found) == 1, f"{len(found)} of {code}; there are {sorted(self.codes)}"
        value: dict[str, Any] = found[0]
        return value


@dataclass(frozen=True)
class CommandLine:
    """Sendwright with a data folder and a keyring of its own, in one cloud."""

    home: Path
    cloud_file: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    inside: tuple[str, ...] = ()
    """A command that starts ours in surroundings of its own, such as `unshare --net`."""

    @property
    def whole_environment(self) -> dict[str, str]:
        """What every command is started with."""
        return {
            **os.environ,
            **self.environment,
            "SENDWRIGHT_HOME": str(self.home),
            "SENDWRIGHT_CLOUD": str(self.cloud_file),
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        }

    def files_with_a_token(self) -> list[Path]:
        """Find files of ours that hold anything as long and as shapeless as a token."""
        files = [path for path in self.home.rglob("*") if path.is_file()]
        assert files, "Sendwright has written nothing at all"
        return [path for path in files if _LIKE_A_TOKEN.search(path.read_bytes())]

    def run(self, *words: str) -> Done:
        """Run a command to its end."""
        done = subprocess.run(
            [*self.inside, sys.executable, "-m", "app", *words],
            env=self.whole_environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    def sign_in(self, client: str, press: Callable[[str], None]) -> Done:
        """Sign in; `press` does at the address it is given what a person does in the browser."""
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "sign-in", client, "--no-browser", "--json"],
            env=self.whole_environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            assert process.stderr
            said = ""
            for line in process.stderr:
                said += line
                if address := _ADDRESS.search(line):
                    press(address[0])
                    break
            stdout, rest = process.communicate(timeout=PATIENCE_S)
        return Done(process.returncode, stdout, said + rest)
