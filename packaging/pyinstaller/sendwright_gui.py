"""Starts the bundled program without a console window: the wizard."""

import sys

from app.main import PROBE_WINDOW, main, open_wizard

sys.exit(main() if sys.argv[1:] == [PROBE_WINDOW] else open_wizard())
