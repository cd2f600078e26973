"""The shape of the situations that the practice tenant plays."""

from __future__ import annotations

from msgspec import Struct

from app.domain.organisation.client import SignInMethod
from app.domain.path import SendingPath


class ScenarioFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One situation that the practice tenant plays."""

    id: str
    name: str
    lesson: str
    """What a person learns from it, in a sentence."""
    submission: str = ""
    """Finding code whose literal the submission server answers with; empty: all is well."""
    submission_stage: str = ""
    relay: str = ""
    relay_stage: str = ""
    sign_in: str = ""
    """Finding code of an AADSTS error that signing in ends with."""
    sign_in_by: SignInMethod | None = None
    """The one way to sign in that this concerns; absent: every way."""
    signed_in_as: str = ""
    """The account that the browser knows already; empty: the one that is asked for."""
    renewal: str = ""
    """Finding code that renewing the first sign-in answers with; a second one stays good."""
    behaviour: str = ""
    """Something no reply can express: port_blocked, tls_intercepted, silent, …"""
    dns: str = ""
    """A change of the zones: dkim_not_enabled, no_spf, …"""
    path: SendingPath = SendingPath.SMTP_AUTH_OAUTH
    """The sending path on which the situation shows."""
    sender: str = ""
    """The From address that shows it; empty: the practice user's own."""
    connector_addresses: tuple[str, ...] | None = None
    """What the inbound connector lists; absent: the practice office's own addresses."""
    rejects_direct_send: bool = False
    send_as_granted: bool = True
    """False: nobody may send as any address but their own."""
    expect: tuple[str, ...] = ()
    """Finding codes that a run of all checks must show."""
