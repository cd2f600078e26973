"""Waits for an admin's approval of the app, and judges what the approval page brings back.

The page is told a state of ours, so that nothing but its own answer counts as an approval.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from app.catalogue import Catalogue
from app.domain.blocking import run_blocking
from app.domain.errors import InputError
from app.domain.finding import Finding
from app.signin import page
from app.signin.errors import explain_answer, sign_in_error
from app.signin.redirect import has_state, is_consent, read_pasted
from app.signin.request import as_tenant_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRequest:
    """Which app is to be approved, and for whom."""

    link: str
    """The approval page with tenant and client id; the way back is added here."""
    tenant: str
    """Its id or one of its domains; an id is compared with what comes back."""
    catalogue: Catalogue = field(repr=False, compare=False)
    deadline_s: float = 300.0

    def address(self, redirect_uri: str, state: str) -> str:
        """Say where the admin goes to approve."""
        separator = "&" if "?" in self.link else "?"
        fields = {"redirect_uri": redirect_uri, **({"state": state} if state else {})}
        return self.link + separator + urlencode(fields)


async def wait_for_consent(request: ConsentRequest, open_browser: Callable[[str], None]) -> Finding:
    """Open the approval page, wait for its answer on this computer, and judge it.

    `open_browser` runs in a thread of its own. Cancel the task to stop at once. Raises SignInError
    where nothing came back in time, this computer lets nobody listen, or no browser opens.
    """
    from app.signin.listening import listening
    from app.signin.receiver import Receiver

    state = secrets.token_urlsafe(32)
    async with listening(
        Receiver(state, accepts=is_consent, received=page.APPROVED),
        request.catalogue,
        subject=request.tenant,
        deadline_s=request.deadline_s,
    ) as receiver:
        address = request.address(receiver.redirect_uri, state)
        await run_blocking(lambda: open_browser(address))
        return judge_consent(request, await receiver.answer())


def judge_pasted_consent(request: ConsentRequest, pasted: str, *, state: str = "") -> Finding:
    """Judge the address at which an admin's browser ended on another computer.

    Without a state of ours the address is the admin's word. Raises InputError when it holds
    neither an approval nor a reason for none.
    """
    fields = read_pasted(pasted)
    if not is_consent(fields):
        redirect = request.catalogue.tokens.redirect
        raise InputError.from_finding(
            request.catalogue.finding(
                "signin.consent_untold", subject=request.tenant, values={"redirect": redirect}
            )
        )
    if state and not has_state(fields, state):
        raise sign_in_error(request.catalogue, "signin.stale_answer", subject=request.tenant)
    return judge_consent(request, fields)


def judge_consent(request: ConsentRequest, fields: Mapping[str, str]) -> Finding:
    """Say whether the app is approved, in the right organisation, or why it is not."""
    catalogue, subject = request.catalogue, request.tenant
    if fields.get("error"):
        return explain_answer(catalogue, fields, subject=subject).as_finding(subject)
    expected, approved = as_tenant_id(request.tenant), fields.get("tenant", "")
    if expected and as_tenant_id(approved) != expected:
        return catalogue.finding(
            "signin.consent_other_tenant",
            subject=subject,
            values={"tenant": approved or "?", "expected": expected},
        )
    return catalogue.finding("signin.consent_given", subject=subject, evidence=approved)
