"""Asks where to save a file, and writes it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.errors import AppError


def ask_where(parent: QWidget, title: str, name: str, then: Callable[[str], None]) -> None:
    """Open the system's dialog; `then` gets the chosen path. An existing file is asked about."""
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("save.dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.selectFile(name)
    dialog.fileSelected.connect(then)
    dialog.open()


def write_file(path: Path, content: bytes, mode: int = 0o644) -> Path:
    """Write beside and rename, so that no half file is left; raises AppError with the reason."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
        beside.replace(path)
    except OSError as exc:
        values = {"reason": exc.strerror or str(exc), "path": str(path)}
        raise AppError("gui.file.not_saved", values=values) from exc
    return path
