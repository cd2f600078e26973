"""What is wrong in a file of devices."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing to put right in a file of devices."""

    where: str
    """Path into the file, such as `device[0].fields[2].value`."""
    what: str
    fix: str
    line: int = 0
    """Of the file, the first being 1; 0 where it has none."""
