"""Before its first paint the window loads what it shows, and nothing that it only works with."""

from __future__ import annotations

import subprocess
import sys

_WITHOUT = ("app.services", "app.store", "app.signin", "app.probe", "asyncio", "ssl", "filelock")
_BUILD = f"""
import sys
from app.gui.start import Wizard, make_application
application = make_application()
wizard = Wizard()
wizard.window.show()
print(*sorted(name for name in {_WITHOUT!r} if name in sys.modules), flush=True)
wizard.window.close()
wizard.close()
"""


def test_a_window_is_built_without_stores_and_network() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _BUILD], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr
