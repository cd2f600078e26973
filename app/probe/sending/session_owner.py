"""What owns a connection for as long as its checks run."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from app.probe.sending.steps import Steps


class SessionOwner:
    """Ends its dialogue politely where all went well, and at once where it did not."""

    steps: Steps

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            await self.steps.close()
        else:
            self.steps.dialogue.close()
