"""Listens on this computer for a browser to come back, and says why it could not."""

from __future__ import annotations

import asyncio
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.catalogue import Catalogue
from app.signin.errors import sign_in_error
from app.signin.receiver import NoLoopbackError, Receiver


@asynccontextmanager
async def listening(
    receiver: Receiver, catalogue: Catalogue, *, subject: str, deadline_s: float
) -> AsyncIterator[Receiver]:
    """Keep the receiver open for as long as a person has.

    Raises SignInError where that time has passed, nobody may listen here, or no browser opens.
    """
    try:
        async with asyncio.timeout(deadline_s), receiver:
            yield receiver
    except TimeoutError as exc:
        values = {"minutes": f"{deadline_s / 60:.2g}"}
        raise sign_in_error(
            catalogue, "signin.person_late", subject=subject, values=values
        ) from exc
    except NoLoopbackError as exc:
        raise sign_in_error(
            catalogue, "signin.no_loopback", subject=subject, evidence=str(exc)
        ) from exc
    except (webbrowser.Error, OSError) as exc:
        raise sign_in_error(
            catalogue, "signin.no_browser", subject=subject, evidence=str(exc)
        ) from exc
