"""Where the program keeps what belongs to the person who uses it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import platformdirs

HOME_VARIABLE = "SENDWRIGHT_HOME"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Folders of one user; none is made before something is written to it."""

    data: Path
    cache: Path
    config: Path

    @classmethod
    def of_user(cls) -> Self:
        """Take the system's usual folders, or those under SENDWRIGHT_HOME where it is set."""
        if home := os.environ.get(HOME_VARIABLE):
            return cls.under(Path(home))
        usual = platformdirs.PlatformDirs("Sendwright", appauthor=False)
        return cls(
            data=usual.user_data_path, cache=usual.user_cache_path, config=usual.user_config_path
        )

    @classmethod
    def under(cls, home: Path) -> Self:
        """Put everything under one folder, as tests and portable installations do."""
        return cls(data=home / "data", cache=home / "cache", config=home / "config")
