"""The token endpoint: what is exchanged for tokens, and the checks on the way."""

from __future__ import annotations

import base64
import binascii
import hmac
from urllib.parse import unquote_plus

import msgspec

from app.domain.organisation.client import SignInMethod
from app.practice.directory import SignInHouse
from app.practice.facts import ApplicationFacts
from app.practice.grants import ScopeRequest
from app.practice.http_server import Request
from app.practice.jwt import encode_part
from app.practice.organisation import Principal
from app.practice.refusals import SignInRefusedError

_BEARER = "Bearer"
_DEVICE_GRANTS = ("urn:ietf:params:oauth:grant-type:device_code", "device_code")


class TokenBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The JSON that carries tokens."""

    token_type: str
    scope: str
    expires_in: int
    ext_expires_in: int
    access_token: str
    refresh_token: str = ""
    id_token: str = ""
    client_info: str = ""


class _ClientInfo(msgspec.Struct, frozen=True, kw_only=True):
    uid: str
    utid: str


def exchange(house: SignInHouse, request: Request) -> TokenBody:
    """Answer a request for tokens; raises SignInRefusedError."""
    grant_type = need(request, "grant_type")
    identifier, secret = _credentials(request)
    application = house.application(identifier)
    _check_secret(application, secret)
    house.check_application(application)
    if grant_type == "authorization_code":
        return _from_code(house, request, application)
    if grant_type == "refresh_token":
        return _from_refresh(house, request, application)
    if grant_type in _DEVICE_GRANTS:
        return _from_device(house, request, application)
    if grant_type == "client_credentials":
        return _for_application(house, request, application)
    raise SignInRefusedError(70003, grant_type)


def need(request: Request, name: str) -> str:
    """Give a field of the form; raises SignInRefusedError when it is not there."""
    value = request.form.get(name, "")
    if not value:
        raise SignInRefusedError(900144, name)
    return value


def _from_code(house: SignInHouse, request: Request, application: ApplicationFacts) -> TokenBody:
    verifier = request.form.get("code_verifier", "")
    grant = house.grants.redeem_code(
        need(request, "code"), application.id, need(request, "redirect_uri"), verifier
    )
    return _Issue(house, application, "authorization_code").to(
        grant.principal, grant.request, nonce=grant.nonce
    )


def _from_refresh(house: SignInHouse, request: Request, application: ApplicationFacts) -> TokenBody:
    grant = house.grants.use_refresh(need(request, "refresh_token"), application.id)
    house.check_situation(application)
    house.check_renewal(grant, application)
    asked = request.form.get("scope", "")
    wanted = house.parse_scopes(asked) if asked else grant.request
    return _Issue(house, application, "refresh_token").to(grant.principal, wanted)


def _from_device(house: SignInHouse, request: Request, application: ApplicationFacts) -> TokenBody:
    code = request.form.get("device_code") or need(request, "code")
    grant, principal = house.grants.redeem_device(code, application.id)
    house.check_situation(application, SignInMethod.DEVICE_CODE)
    return _Issue(house, application, "device_code").to(principal, grant.request)


def _for_application(
    house: SignInHouse, request: Request, application: ApplicationFacts
) -> TokenBody:
    principal = house.organisation.service(application.id)
    if principal is None:
        raise SignInRefusedError(7000218)
    asked = need(request, "scope")
    wanted = house.parse_scopes(asked)
    if not asked.endswith("/.default"):
        raise SignInRefusedError(70011, asked)
    return _Issue(house, application, "client_credentials").to(principal, wanted)


def _credentials(request: Request) -> tuple[str, str]:
    """Take the application's id and secret from the form, or from the header (RFC 6749, 2.3.1)."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return need(request, "client_id"), request.form.get("client_secret", "")
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8")
    except (binascii.Error, ValueError) as exc:
        raise SignInRefusedError(9002313) from exc
    identifier, _, secret = text.partition(":")
    return unquote_plus(identifier), unquote_plus(secret)


def _check_secret(application: ApplicationFacts, secret: str) -> None:
    if not application.secret and secret:
        raise SignInRefusedError(700025)
    if application.secret and not secret:
        raise SignInRefusedError(7000218)
    if not hmac.compare_digest(application.secret.encode(), secret.encode()):
        raise SignInRefusedError(7000215, application.id)


class _Issue:
    """One answer with tokens in the making."""

    def __init__(self, house: SignInHouse, application: ApplicationFacts, grant: str) -> None:
        self._house = house
        self._application = application
        self._grant = grant

    def to(self, principal: Principal, wanted: ScopeRequest, *, nonce: str = "") -> TokenBody:
        house, application = self._house, self._application
        by_itself = not principal.address
        scopes = wanted.resource.roles if by_itself else wanted.scopes
        lifetime = house.lifetime_s()
        identified = wanted.wants_identity and not by_itself
        return TokenBody(
            token_type=_BEARER,
            scope=" ".join(scope_name(wanted, scope) for scope in wanted.scopes),
            expires_in=lifetime,
            ext_expires_in=lifetime,
            access_token=house.mint.access_token(
                principal,
                application,
                wanted.resource,
                scopes,
                grant=self._grant,
                lifetime_s=lifetime,
            ),
            refresh_token=self._refresh_token(principal, wanted),
            id_token=house.mint.id_token(principal, application, nonce) if identified else "",
            client_info=self._client_info(principal) if not by_itself else "",
        )

    def _refresh_token(self, principal: Principal, wanted: ScopeRequest) -> str:
        if not wanted.wants_refresh or not principal.address:
            return ""
        return self._house.grants.add_refresh(self._application.id, principal, wanted)

    def _client_info(self, principal: Principal) -> str:
        tenant = self._house.organisation.facts.tenant_id
        return encode_part(msgspec.json.encode(_ClientInfo(uid=principal.id, utid=tenant)))


def scope_name(request: ScopeRequest, scope: str) -> str:
    """Write a scope as clients name it: with its resource, unless that is the default one."""
    return scope if request.resource.bare else f"{request.resource.audience}/{scope}"
