"""Runs Sendwright from its source: `python3 packaging/sendwright.py run`, `… test`, `… prove`.

Needs nothing but a Python to begin with, 3.8 or newer: gets uv, makes `.venv` from the lock
file, sees to the system's libraries.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bootstrap import display, qt, system
from bootstrap.environment import ROOT, TOOLS, make_environment, program
from bootstrap.process import INTERRUPTED, SetupError, hand_over, say

USAGE = """\
python3 packaging/sendwright.py run [COMMAND …]   the wizard; or a command: run check contoso.com
python3 packaging/sendwright.py test [OPTION …]   all tests; options are pytest's
python3 packaging/sendwright.py prove NAME …      what takes too long for the tests; names: {names}
"""
WRONG_USAGE = 2
DEMO = ROOT / "build" / "demo"
PACKAGES = Path(__file__).with_name("packages.txt")
PROOFS = {"kills": "tests.kills.prove", "net": "tests.net.prove"}
"""Modules that are run with what else is said: `prove net --record`."""
_MOST_WORKERS = 4


def main(words: Sequence[str]) -> int:
    """Make what the command needs, then become that command."""
    verbs = {"run": run, "test": test, "prove": prove}
    if not words or words[0] not in verbs:
        print(USAGE.format(names=", ".join(PROOFS)), file=sys.stderr, end="")
        return 0 if words[:1] in (["--help"], ["-h"]) else WRONG_USAGE
    try:
        return verbs[words[0]]([word for word in words[1:] if word != "--"])
    except SetupError as exc:
        say(str(exc))
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def run(words: Sequence[str]) -> int:
    """Open the wizard; where there is no display, do the whole job on the practice tenant."""
    _see_to_what_every_system_has()
    make_environment(with_tests=False)
    if words:
        return hand_over([program("sendwright"), *words], os.environ)
    if display.has_display(os.environ):
        _see_to_libraries()
        return hand_over([program("sendwright")], os.environ)
    say("there is no display here, so the demo runs instead, on the practice tenant")
    say(f"what it makes goes to {DEMO}")
    return hand_over([program("sendwright"), "demo", "--out", DEMO], os.environ)


def test(words: Sequence[str]) -> int:
    """Run all tests, with the real servers and consumers where they can be had."""
    _see_to_what_every_system_has()
    make_environment(with_tests=True)
    _see_to_test_packages()
    alone = any(word.startswith(("-n", "--numprocesses", "--pdb")) for word in words)
    workers = min(_MOST_WORKERS, os.cpu_count() or 1)
    several = [] if alone else ["-n", str(workers), "--dist", "loadfile"]
    os.chdir(ROOT)
    return hand_over([program("python"), "-m", "pytest", *several, *words], os.environ)


def prove(words: Sequence[str]) -> int:
    """Run one long proof, in the environment of the tests."""
    if not words or words[0] not in PROOFS:
        say(f"prove one of these: {', '.join(PROOFS)}")
        return WRONG_USAGE
    _see_to_what_every_system_has()
    make_environment(with_tests=True)
    os.chdir(ROOT)
    return hand_over([program("python"), "-m", PROOFS[words[0]], *words[1:]], os.environ)


def _see_to_what_every_system_has() -> None:
    """A bare system trusts nobody yet: then neither the index nor a mail server can be verified."""
    if not sys.platform.startswith("linux"):
        return
    system.see_to_localhost()
    needs = qt.missing_roots()
    manager = system.manager()
    if not needs or manager is None:
        return
    packages = qt.packages(needs, manager)
    if not (system.may_install() and not system.install(packages)):
        say(f"certificates cannot be verified before this: {system.install_line(packages)}")


def _see_to_libraries() -> None:
    """Qt ends the process where an X11 library is missing, so they are looked for first."""
    needs = qt.missing_libraries(os.environ) if sys.platform.startswith("linux") else ()
    if not needs:
        return
    say(f"the system lacks {', '.join(need.name for need in needs)}")
    manager = system.manager()
    if manager is None:
        raise SetupError("Install these libraries with your system's package manager.")
    packages = qt.packages(needs, manager)
    if system.may_install():
        system.install(packages)
        if not qt.missing_libraries(os.environ):
            return
    raise SetupError(
        "The window cannot open without them. Install them with this line, then run this again:\n"
        f"  {system.install_line(packages)}"
    )


def _see_to_test_packages() -> None:
    """Install what the tests use where we may; else say what will not be tested."""
    if not sys.platform.startswith("linux"):
        say("tests against Debian's own servers and programs are skipped here, each saying so")
        return
    wanted = system.read_list(PACKAGES)
    missing = system.missing_packages(wanted.install)
    if not system.may_install():
        if missing and system.manager() == "apt-get":
            say("tests that lack a package are skipped, each saying so; this brings them all:")
            say(system.install_line(missing))
        elif missing:
            say("tests against Debian's own servers and programs are skipped, each saying so")
        return
    failed = system.install(missing, wanted.answers)
    if failed:
        say(f"not to be had here: {' '.join(failed)}; the tests that need them are skipped")
    for folder, packages in wanted.unpack.items():
        if not (TOOLS / folder).is_dir():
            system.unpack(packages, TOOLS / folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
