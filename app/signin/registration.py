"""Looks at an app registration from outside, before anybody has to sign in."""

from __future__ import annotations

from app.domain.finding import Finding
from app.signin.asking import ask, open_client
from app.signin.errors import SignInError, explain_answer
from app.signin.request import Answer, SignInRequest

_PENDING = "authorization_pending"


async def check_registration(request: SignInRequest) -> Finding:
    """Say whether the tenant knows the app and takes it for a desktop program.

    It asks for a device code that nobody will type in: the service refuses at once when the client
    id, the tenant or “Allow public client flows” is wrong. Redirect address and consent show only
    when somebody signs in. Raises InputError when no client id is given.
    """
    try:
        answer = await _ask_for_code(request)
    except SignInError as exc:
        return exc.as_finding(request.subject)
    if answer.get("error") != _PENDING:
        return explain_answer(request.catalogue, answer, subject=request.subject).as_finding(
            request.subject
        )
    return request.catalogue.finding(
        "signin.registration_known",
        subject=request.subject,
        evidence=request.application_id,
    )


async def _ask_for_code(request: SignInRequest) -> Answer:
    client = await open_client(request)
    try:
        flow = await ask(request, client.begin_device)
        if "device_code" not in flow:
            return flow
        return await ask(request, lambda: client.poll_device(flow))
    finally:
        client.close()
