"""Makes a fresh access token without a person at the screen."""

from __future__ import annotations

from dataclasses import replace

from app.domain.secret import Secret
from app.signin.app_certificate import AppCertificate
from app.signin.asking import ask, open_client
from app.signin.request import Credential, SignedIn, SignInRequest
from app.signin.verdict import accept


async def refresh(request: SignInRequest, refresh_token: Secret) -> SignedIn:
    """Exchange a refresh token; store the new one, since the service may rotate it.

    Where the service sends no successor, the one given stays good and is returned.
    """
    client = await open_client(request)
    try:
        answer = await ask(request, lambda: client.refresh(refresh_token))
    finally:
        client.close()
    kept = {"refresh_token": refresh_token.reveal(), **answer}
    return accept(request, kept, tenant_id=client.tenant_id, skew_s=client.skew_s)


async def sign_in_as_application(
    request: SignInRequest, proof: Secret | AppCertificate
) -> SignedIn:
    """Sign in as an app without a person; `request.scope` is the cloud's app scope.

    `proof` is a client secret, or what `parse_app_certificate` made. Raises SignInError.
    """
    client = await open_client(request, _as_credential(proof))
    try:
        answer = await ask(request, client.as_app)
    finally:
        client.close()
    signed_in = accept(
        request, answer, tenant_id=client.tenant_id, skew_s=client.skew_s, for_app=True
    )
    return replace(signed_in, refresh_token=None)


def _as_credential(proof: Secret | AppCertificate) -> Credential:
    if isinstance(proof, Secret):
        return proof.reveal()
    return {
        "private_key": proof.private_key.reveal(),
        "public_certificate": proof.certificate,
    }
