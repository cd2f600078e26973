"""The OpenID provider: its documents, and which endpoint answers which path."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from app.practice.authorize import Authorization
from app.practice.consent import ConsentPage
from app.practice.device import DevicePage, promise
from app.practice.directory import SignInHouse
from app.practice.http_server import Request, Response
from app.practice.jwt import Jwk
from app.practice.pages import Pages
from app.practice.refusals import SignInRefusedError
from app.practice.token_endpoint import exchange


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """The discovery document, with the members that the service adds to OpenID's."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    device_authorization_endpoint: str
    introspection_endpoint: str
    end_session_endpoint: str
    jwks_uri: str
    tenant_region_scope: str
    cloud_instance_name: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = (
        "client_secret_post",
        "client_secret_basic",
    )
    response_modes_supported: tuple[str, ...] = ("query", "fragment", "form_post")
    response_types_supported: tuple[str, ...] = ("code",)
    subject_types_supported: tuple[str, ...] = ("pairwise",)
    id_token_signing_alg_values_supported: tuple[str, ...] = ("ES256",)
    scopes_supported: tuple[str, ...] = ("openid", "profile", "email", "offline_access")
    code_challenge_methods_supported: tuple[str, ...] = ("S256",)
    request_uri_parameter_supported: bool = False
    http_logout_supported: bool = True
    frontchannel_logout_supported: bool = True


class _KeySet(msgspec.Struct, frozen=True, kw_only=True):
    keys: tuple[Jwk, ...]


class _Introspection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is said of a token (RFC 7662, section 2.2)."""

    active: bool
    username: str = ""
    scope: str = ""
    client_id: str = ""
    sub: str = ""
    aud: str = ""
    iss: str = ""
    iat: int = 0
    exp: int = 0


class IdentityProvider:
    """Answers every request to the sign-in service."""

    def __init__(self, house: SignInHouse) -> None:
        self._house = house
        self._pages = Pages()
        self._authorization = Authorization(house, self._pages)
        self._device = DevicePage(house, self._pages)
        self._consent = ConsentPage(house, self._pages)

    def answer(self, request: Request) -> Response:
        """Route a request; what is refused is told in the form the asker reads."""
        segments = tuple(part for part in request.path.split("/") if part)
        for_person = segments[-1:] in (("authorize",), ("device",), ("adminconsent",))
        try:
            return self._route(segments, request)
        except SignInRefusedError as refused:
            return self._page(refused) if for_person else self._refuse(refused, request)

    def _route(self, segments: tuple[str, ...], request: Request) -> Response:
        match segments:
            case (tenant, "v2.0", ".well-known", "openid-configuration"):
                self._house.check_tenant(tenant)
                return _json(self.configuration())
            case (tenant, "adminconsent") | (tenant, "v2.0", "adminconsent"):
                self._house.check_tenant(tenant)
                return self._consent.answer(request)
            case (tenant, "oauth2", "v2.0", endpoint):
                self._house.check_tenant(tenant)
                return self._endpoint(endpoint, request)
            case (_, "discovery", "v2.0", "keys"):
                return _json(_KeySet(keys=(self._house.mint.key.jwk,)))
            case ("introspect",):
                return _json(self._introspect(request))
            case ("device",):
                return self._device.answer(request)
            case ():
                return self._pages.render("start", organisation=self._organisation_name)
            case _:
                return Response(status=404)

    def _endpoint(self, name: str, request: Request) -> Response:
        match name:
            case "authorize":
                return self._authorization.answer(request)
            case "token" if request.method == "POST":
                return _json(exchange(self._house, request))
            case "devicecode" if request.method == "POST":
                return _json(promise(self._house, request))
            # email-oauth2-proxy asks in this way, and the real service answers it.
            case "devicecode" if request.query:
                return _json(promise(self._house, replace(request, form=request.query)))
            case "token" | "devicecode":
                return Response(status=405, headers=(("Allow", "POST"),))
            case "logout":
                return self._pages.render("start", organisation=self._organisation_name)
            case _:
                return Response(status=404)

    def configuration(self) -> Configuration:
        """Give the discovery document of the organisation."""
        organisation, origin = self._house.organisation.facts, self._house.origins().secure
        base = f"{origin}/{organisation.tenant_id}"
        return Configuration(
            issuer=f"{base}/v2.0",
            authorization_endpoint=f"{base}/oauth2/v2.0/authorize",
            token_endpoint=f"{base}/oauth2/v2.0/token",
            device_authorization_endpoint=f"{base}/oauth2/v2.0/devicecode",
            introspection_endpoint=f"{origin}/introspect",
            end_session_endpoint=f"{base}/oauth2/v2.0/logout",
            jwks_uri=f"{base}/discovery/v2.0/keys",
            tenant_region_scope=organisation.region,
            cloud_instance_name=origin.partition("://")[2],
        )

    def _introspect(self, request: Request) -> _Introspection:
        claims = self._house.mint.read(_presented_token(request))
        if claims is None:
            return _Introspection(active=False)
        return _Introspection(
            active=True,
            username=claims.upn,
            scope=claims.scp or " ".join(claims.roles),
            client_id=claims.appid,
            sub=claims.sub,
            aud=claims.aud,
            iss=claims.iss,
            iat=claims.iat,
            exp=claims.exp,
        )

    @property
    def _organisation_name(self) -> str:
        return self._house.organisation.facts.name

    def _refuse(self, refused: SignInRefusedError, request: Request) -> Response:
        correlation = request.headers.get("client-request-id", "")
        body = self._house.refusals.body(refused, correlation)
        return _json(body, status=401 if body.error == "invalid_client" else 400)

    def _page(self, refused: SignInRefusedError) -> Response:
        text = self._house.refusals.text(refused)
        return self._pages.render("refused", status=400, text=text)


def _json(body: msgspec.Struct, status: int = 200) -> Response:
    return Response(status=status, body=msgspec.json.encode(body))


def _presented_token(request: Request) -> str:
    """Take the token from where mail servers put it: form, query or Authorization header."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    in_header = bearer.strip() if scheme.lower() == "bearer" else ""
    return request.form.get("token") or request.query.get("token") or in_header
