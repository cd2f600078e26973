"""`python -m app` is `sendwright`."""

import sys

from app.main import main

sys.exit(main())
