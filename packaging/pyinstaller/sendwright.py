"""Starts the bundled program where there are words to print to: the command line, or the wizard."""

import sys

from app.main import main

sys.exit(main())
