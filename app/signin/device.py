"""Signs in by a code that is typed into the service's page on any computer or phone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.domain.blocking import run_blocking
from app.signin.asking import ask, open_client
from app.signin.errors import SignInError, explain_answer, require_web_link, sign_in_error
from app.signin.request import Answer, DeviceCode, Flow, SignedIn, SignInRequest
from app.signin.verdict import accept

if TYPE_CHECKING:
    from app.signin.msal_client import MsalClient

ShowCode = Callable[[DeviceCode], None]
_PENDING = "authorization_pending"
_SLOW_DOWN = "slow_down"
_SLOWER_S = 5
"""RFC 8628, section 3.5."""
_WORTH_WAITING = frozenset(
    {"signin.throttled", "signin.service_failed", "signin.aadsts.90033", "signin.oauth.unavailable"}
)
_LONGEST_INTERVAL_S = 60
"""Chosen: each "slow down" adds to it, and whoever has signed in waits for the next look."""


async def sign_in_with_device_code(request: SignInRequest, show: ShowCode) -> SignedIn:
    """Get a code, show it, ask until it was typed in, and judge the token.

    `show` runs in a thread of its own. Cancel the task to stop at once. Raises SignInError when no
    usable token comes out.
    """
    client = await open_client(request)
    try:
        flow = await ask(request, client.begin_device)
        code = _read_code(request, flow)
        await run_blocking(lambda: show(code))
        answer = await _poll(request, client, flow)
    finally:
        client.close()
    return accept(request, answer, tenant_id=client.tenant_id, skew_s=client.skew_s)


def _read_code(request: SignInRequest, flow: Flow) -> DeviceCode:
    if not flow.get("user_code") or not flow.get("device_code"):
        raise explain_answer(request.catalogue, flow, subject=request.subject)
    return DeviceCode(
        user_code=str(flow["user_code"]),
        verification_uri=require_web_link(
            request.catalogue, str(flow.get("verification_uri", "")), subject=request.subject
        ),
        expires_at=datetime.fromtimestamp(flow["expires_at"], UTC),
        message=str(flow.get("message", "")),
    )


async def _poll(request: SignInRequest, client: MsalClient, flow: Flow) -> Answer:
    """Ask at the service's pace, and more slowly when it asks for that."""
    lasts_s = min(request.deadline_s, max(flow["expires_at"] - time.time(), 0))
    interval_s = max(flow["interval"], 0)
    try:
        async with asyncio.timeout(lasts_s):
            while True:
                await asyncio.sleep(min(interval_s, _LONGEST_INTERVAL_S))
                answer = await _poll_once(request, client, flow)
                error = answer.get("error")
                if error not in (_PENDING, _SLOW_DOWN):
                    return answer
                interval_s += _SLOWER_S if error == _SLOW_DOWN else 0
    except TimeoutError as exc:
        code = "signin.person_late"
        if lasts_s < request.deadline_s:
            code = "signin.oauth.expired_token"
        raise sign_in_error(
            request.catalogue,
            code,
            subject=request.subject,
            values={"minutes": f"{lasts_s / 60:.2g}"},
        ) from exc


async def _poll_once(request: SignInRequest, client: MsalClient, flow: Flow) -> Answer:
    """Ask once; a fault that passes by itself counts as “not yet”."""
    try:
        return await ask(request, lambda: client.poll_device(flow))
    except SignInError as exc:
        if exc.code not in _WORTH_WAITING:
            raise
        await asyncio.sleep(exc.retry_after_s)
        return {"error": _PENDING}
