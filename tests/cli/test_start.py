"""Starting the command line costs only what the command needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("PySide6", "msal", "dns", "keyring", "requests", "typst", "cryptography", "aiosmtplib")
_ASK = """
import sys
from app.main import main
sys.argv = ["sendwright", {word!r}]
try:
    code = main()
except SystemExit as exc:
    code = exc.code
print("IMPORTED", code, *[name for name in {heavy!r} if name in sys.modules])
"""


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_start_imports_nothing_that_is_only_needed_later(word: str) -> None:
    script = _ASK.format(word=word, heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "IMPORTED 0"
