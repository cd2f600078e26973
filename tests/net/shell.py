"""Runs commands of the program in this process, as a terminal would, and keeps what they said."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from app.cli.main import run


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one command answered."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str


class _Ear(io.BytesIO):
    """Hears each line as it is written, as somebody who sits before the terminal does."""

    def __init__(self, hear: Callable[[str], None]) -> None:
        super().__init__()
        self._hear = hear

    def write(self, data: object, /) -> int:
        assert isinstance(data, bytes | bytearray | memoryview)
        written = super().write(data)
        self._hear(bytes(data).decode("utf-8", "replace"))
        return written


def call(*words: str, hear: Callable[[str], None] = lambda _: None, typed: str = "") -> Said:
    """Run one command; `hear` is told what it writes to standard error while it runs."""
    out, err = io.BytesIO(), _Ear(hear)
    with _terminal(out, err, typed):
        code = run(words, open_wizard=lambda: 7)
        return Said(words=words, code=code, out=_text(out), err=_text(err))


@contextlib.contextmanager
def _terminal(out: io.BytesIO, err: io.BytesIO, typed: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), "utf-8"))
        patch.setattr(sys, "stdout", io.TextIOWrapper(out, "utf-8", write_through=True))
        patch.setattr(sys, "stderr", io.TextIOWrapper(err, "utf-8", write_through=True))
        yield


def _text(stream: io.BytesIO) -> str:
    return stream.getvalue().decode("utf-8")
