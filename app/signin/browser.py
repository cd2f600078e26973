"""Signs in through the system browser, with PKCE and our own loopback receiver."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app.domain.blocking import run_blocking
from app.signin.asking import ask, open_client
from app.signin.errors import require_web_link
from app.signin.request import Flow, SignedIn, SignInRequest
from app.signin.verdict import accept
from app.signin.way_back import WayBack, try_way_back

if TYPE_CHECKING:
    from app.signin.msal_client import MsalClient
    from app.signin.receiver import Receiver

OpenBrowser = Callable[[str], None]


async def sign_in_with_browser(request: SignInRequest, open_browser: OpenBrowser) -> SignedIn:
    """Open the sign-in page, wait for the browser to come back, and judge the token.

    `open_browser` runs in a thread of its own and may block; it gets the page's address, which
    serves once. Cancel the task to stop at once. Raises SignInError when no usable token comes out.
    """
    client = await open_client(request)
    try:
        flow, fields = await _visit_page(request, client, open_browser)
        answer = await ask(request, lambda: client.redeem(flow, fields))
    finally:
        client.close()
    return accept(request, answer, tenant_id=client.tenant_id, skew_s=client.skew_s)


async def _visit_page(
    request: SignInRequest, client: MsalClient, open_browser: OpenBrowser
) -> tuple[Flow, Mapping[str, str]]:
    # Both are of no use to `sendwright token`, which must be quick.
    from app.signin.listening import listening
    from app.signin.receiver import Receiver

    state = secrets.token_urlsafe(32)
    async with listening(
        Receiver(state),
        request.catalogue,
        subject=request.subject,
        deadline_s=request.deadline_s,
    ) as receiver:
        flow = client.begin_browser(receiver.redirect_uri, state, "form_post")
        page = require_web_link(request.catalogue, flow["auth_uri"], subject=request.subject)
        looking = asyncio.ensure_future(try_way_back(request, flow))
        try:
            waiting = _wait_for_browser(receiver, open_browser, page, looking)
            return flow, await waiting
        finally:
            looking.cancel()


async def _wait_for_browser(
    receiver: Receiver, open_browser: OpenBrowser, url: str, looking: asyncio.Future[WayBack]
) -> Mapping[str, str]:
    """Wait for the answer; it never comes where no browser opens or the page shows an error."""
    opening = asyncio.ensure_future(run_blocking(lambda: open_browser(url)))
    waiting = asyncio.ensure_future(receiver.answer())
    left: set[asyncio.Future[Any]] = {opening, waiting, looking}
    try:
        while not waiting.done():
            done, left = await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
            if opening in done and not waiting.done():
                opening.result()
            if looking in done and not waiting.done() and (refusal := looking.result().refusal):
                raise refusal
        return await waiting
    finally:
        opening.cancel()
        waiting.cancel()
