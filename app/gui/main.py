"""Opens the wizard, or says in one sentence why it cannot."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.domain.errors import AppError

_INTERRUPTED = 130
_BEAT_MS = 250
_USAGE = """Usage: sendwright-gui [--cloud FILE-OR-ID] [PLAN]

Opens the wizard, with the plan in a file where one is named. Everything it does can be
done without it: sendwright --help
"""


def run(argv: list[str]) -> int:
    """Open the wizard and stay until it is closed; returns the exit code."""
    from app.gui.display import why_no_window

    if "--help" in argv or "-h" in argv:
        sys.stdout.write(_USAGE)
        return 0
    reason = why_no_window(sys.platform, os.environ)
    if reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return _open(cloud_of(argv), plan_of(argv))


def cloud_of(argv: list[str]) -> str:
    """Take the cloud from the arguments, else from the environment."""
    for at, argument in enumerate(argv):
        if argument == "--cloud" and at + 1 < len(argv):
            return argv[at + 1]
        if argument.startswith("--cloud="):
            return argument.partition("=")[2]
    return os.environ.get("SENDWRIGHT_CLOUD", "")


def plan_of(argv: list[str]) -> Path | None:
    """Take the file from the arguments: the first word that is no option and belongs to none."""
    before = ("", *argv)
    words = (
        word
        for word, last in zip(argv, before, strict=False)
        if last != "--cloud" and not word.startswith("-")
    )
    word = next(words, "")
    return Path(word).absolute() if word else None


def _open(cloud: str, plan: Path | None) -> int:
    from app.domain.errors import AppError
    from app.gui.start import Wizard, make_application

    application = make_application()
    try:
        wizard = Wizard(cloud)
    except AppError as error:
        _tell(error)
        return error.exit_code
    if plan is not None:
        wizard.opener.open(plan)
    wizard.window.show()
    code = _stay(application)
    wizard.close()
    if wizard.runner.is_stuck:
        os._exit(code)  # a prompt of the keyring that nobody answers must not keep the program
    return code


def _tell(error: AppError) -> None:
    """Say why nothing opens: on the console, or in a box where a program has none."""
    from app.gui.words import refusal, word

    text = "\n".join((refusal(error), *word(error.finding).fix))
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n")
        return
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Warning, "Sendwright", text)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.exec()


def _stay(application: QApplication) -> int:
    """Stay until the window is closed, or until Ctrl-C in the terminal it was opened from."""
    from PySide6.QtCore import QTimer

    before = signal.signal(signal.SIGINT, lambda *_: application.exit(_INTERRUPTED))
    beat = QTimer(application)  # Python looks at signals only when Qt calls it
    beat.timeout.connect(lambda: None)
    beat.start(_BEAT_MS)
    code = application.exec()
    beat.stop()
    signal.signal(signal.SIGINT, before)
    return code
