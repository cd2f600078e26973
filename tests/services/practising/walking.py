"""Walks a situation of the practice tenant as a person does in the wizard."""

from __future__ import annotations

from dataclasses import replace

from app.catalogue import ScenarioFacts
from app.domain.errors import AppError
from app.domain.finding import Finding
from app.domain.organisation.client import Client, SignInMethod
from app.domain.path import SendingPath
from app.services.checking.checks import check
from app.services.detecting import with_detection
from app.services.engine import Engine
from app.signin import DeviceCode


async def walk(
    engine: Engine,
    client: Client,
    *,
    by: SignInMethod | None = None,
    as_user: str | None = None,
) -> tuple[Client, tuple[Finding, ...]]:
    """Sign in where the path asks for it, run all checks and send, as the wizard does."""
    client = await with_detection(client, engine.clouds)
    client = client if client.path else replace(client, path=SendingPath.SMTP_AUTH_OAUTH)
    if client.path is not None and client.path.uses_oauth:
        try:
            client = await _sign_in(engine, client, by or SignInMethod.BROWSER, as_user)
        except AppError as exc:
            return client, (exc.as_finding(str(client.login)),)
    run = await check(
        client, engine.clouds, engine.signing, lambda _: None, send_to=client.test_recipients
    )
    return replace(client, findings=run.findings), run.findings


async def _sign_in(engine: Engine, client: Client, by: SignInMethod, as_user: str | None) -> Client:
    practice = engine.clouds.practice
    assert practice is not None

    def type_code(code: DeviceCode) -> None:
        practice.approve_device_code(code.user_code, as_user=as_user)

    open_browser = practice.browser(as_user=as_user)
    done = await engine.signing.sign_in(
        client, method=by, open_browser=open_browser, show_code=type_code
    )
    return done.client


def is_solved_by_signing_in(facts: ScenarioFacts) -> bool:
    """Say whether what is wrong is how somebody signed in, and not how the tenant is set up."""
    is_by_code = facts.sign_in_by is SignInMethod.DEVICE_CODE
    return bool(is_by_code or facts.signed_in_as or facts.renewal)
