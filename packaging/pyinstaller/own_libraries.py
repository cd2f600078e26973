"""Runs before the program in every bundle: what the program opens must not find our libraries.

The loader points LD_LIBRARY_PATH at the bundle and starts itself again. The libraries are found by
then, and a browser or a file manager that inherited it would load our Qt and OpenSSL for its own.
"""

import os

_before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if _before is not None:
    os.environ["LD_LIBRARY_PATH"] = _before
else:
    os.environ.pop("LD_LIBRARY_PATH", None)

# The program starts itself once more for the self-test; that process is to find them anew, too.
os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
