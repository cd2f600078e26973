"""Looks at an app registration from outside, before anybody has to sign in."""

from __future__ import annotations

from app.domain.finding import Finding
from app.signin.asking import ask, open_client
from app.signin.errors import SignInError, explain_answer
from app.signin.request import Answer, SignInRequest
from app.signin.way_back import WayBack, try_way_back

_PENDING = "authorization_pending"
_NOT_OPEN = "signin.aadsts.7000218"
"""The app is known, and its switch for desktop programs is off."""


async def check_registration(request: SignInRequest) -> tuple[Finding, ...]:
    """Say whether the tenant knows the app, lets a desktop program use it and knows the way back.

    It asks for a device code that nobody will type in, and for a page that nobody will see: the
    service refuses at once when the client id, the tenant, “Allow public client flows” or the
    return address is wrong. Consent shows only when somebody signs in. Raises InputError when no
    client id is given.
    """
    try:
        answer, way = await _ask(request)
    except SignInError as exc:
        return (exc.as_finding(request.subject),)
    return (*_judge_app(request, answer), *_judge_way(request, answer, way))


def _judge_app(request: SignInRequest, answer: Answer) -> tuple[Finding, ...]:
    known = request.catalogue.finding(
        "signin.registration_known", subject=request.subject, evidence=request.application_id
    )
    if answer.get("error") == _PENDING:
        return (known,)
    refused = explain_answer(request.catalogue, answer, subject=request.subject)
    told = refused.as_finding(request.subject)
    return (known, told) if refused.code == _NOT_OPEN else (told,)


def _judge_way(request: SignInRequest, answer: Answer, way: WayBack) -> tuple[Finding, ...]:
    if way.refusal is not None:
        told = way.refusal.as_finding(request.subject)
        said = explain_answer(request.catalogue, answer, subject=request.subject).code
        return () if told.code == said else (told,)
    code = "signin.return_address_known" if way.is_known else "signin.return_address_untold"
    redirect = request.catalogue.tokens.redirect
    values = {"redirect": redirect}
    return (request.catalogue.finding(code, subject=request.subject, values=values),)


async def _ask(request: SignInRequest) -> tuple[Answer, WayBack]:
    client = await open_client(request)
    try:
        flow = await ask(request, client.begin_device)
        answer: Answer = flow
        if "device_code" in flow:
            answer = await ask(request, lambda: client.poll_device(dict(flow)))
        page = client.begin_browser(request.catalogue.tokens.redirect, "check", "query")
        return answer, await try_way_back(request, page)
    finally:
        client.close()
