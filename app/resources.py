"""Finds the data files of the program in a checkout, a wheel and a frozen bundle."""

from __future__ import annotations

import sys
from pathlib import Path


def _find_root() -> Path:
    package = Path(__file__).resolve().parent
    bundle = Path(getattr(sys, "_MEIPASS", package)) / "app" / "_resources"
    for candidate in (package / "_resources", bundle, package.parent / "resources"):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"no resources beside {package}")


ROOT = _find_root()
CATALOGUE = ROOT / "catalogue"
TEMPLATES = ROOT / "templates"
ICONS = ROOT / "icons"
FONTS = ROOT / "fonts"
HELP = ROOT / "help"
I18N = ROOT / "i18n"
