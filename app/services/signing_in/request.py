"""What a client and its cloud make of a question to the sign-in service."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from app.catalogue import Cloud
from app.catalogue.clouds import MOST_CA_BYTES
from app.domain.errors import InputError
from app.domain.organisation.client import Client
from app.domain.organisation.unconfirmed import require_confirmed
from app.domain.secret import Secret
from app.domain.tokens.consent import fill_link
from app.files import read_bounded
from app.services.clouds import CloudShelf, TlsUse
from app.signin import ConsentRequest, SignInRequest
from app.store.owner import PRIVATE, Bound, Owner

ANY_APPLICATION = "00000000-0000-0000-0000-000000000000"
"""Names no app; what a private cloud is asked with when neither file nor client names one."""


def request_for(client: Client, clouds: CloudShelf, *, for_app: bool = False) -> SignInRequest:
    """Make the request by which a person, or the app alone, signs in; raises InputError."""
    require_confirmed(client)
    cloud = clouds.of_client(client)
    return SignInRequest(
        authority=cloud.identity.authority,
        tenant=_tenant_of(client),
        application_id=_application_of(client, cloud, for_app=for_app),
        scope=(cloud.identity.app_scope or cloud.identity.scope)
        if for_app
        else cloud.identity.scope,
        tls=clouds.tls(cloud, use=TlsUse.WEB),
        sign_in_as=None if for_app else client.login,
        catalogue=clouds.catalogue,
    )


def owner_of(client: Client, clouds: CloudShelf, *, for_app: bool) -> Owner:
    """Say for whom a sign-in of this client is kept; raises AppError where that is not known."""
    cloud = clouds.of_client(client)
    return Owner(
        bound=msgspec.structs.replace(
            place_of(client, clouds),
            application=_application_of(client, cloud, for_app=for_app),
            user="" if for_app else str(client.login or "").casefold(),
        ),
        tenant_id=(client.detection and client.detection.tenant_id) or "",
        signed_in_here=client.sign_in.signed_in_at is not None and _is_at_home(client, clouds),
    )


def place_of(client: Client, clouds: CloudShelf) -> Bound:
    """Say where a client signs in, whatever app and mailbox do it; raises AppError."""
    require_confirmed(client)
    cloud = clouds.of_client(client)
    return Bound(
        authority=cloud.identity.authority.rstrip("/"),
        application="",
        user="",
        domain=client.domain.ascii,
        cloud=_digest(cloud) if cloud.is_private else cloud.id,
    )


def key_name(client: Client) -> str:
    """Name the certificate that is made for a client's app."""
    return f"Sendwright {client.domain}"


def is_own_key(client: Client, clouds: CloudShelf, pem: Secret) -> bool:
    """Say whether a key that 0.1 kept by the client's id alone was made for its domain."""
    from cryptography import x509

    try:
        subject = x509.load_pem_x509_certificate(pem.reveal().encode()).subject
    except ValueError:
        return False
    names = subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    is_named = [name.value for name in names] == [key_name(client)[:64]]
    return is_named and _is_at_home(client, clouds)


def _is_at_home(client: Client, clouds: CloudShelf) -> bool:
    """Say whether it signs in at Microsoft's, and not because of a word on the command line."""
    return clouds.override is None and not clouds.of_client(client).is_private


def _digest(cloud: Cloud) -> str:
    """Name a private cloud by where credentials go and who is trusted there, not by its id."""
    ca_file = cloud.trust.ca_file
    named = (cloud.identity, cloud.smtp, cloud.relay, cloud.mailbox, cloud.dns)
    digest = hashlib.sha256(msgspec.json.encode(named))
    digest.update(read_bounded(Path(ca_file), MOST_CA_BYTES) if ca_file else b"")
    return f"{PRIVATE}{digest.hexdigest()}"


def consent_request_for(client: Client, clouds: CloudShelf) -> ConsentRequest:
    """Make the request by which an admin approves the app; raises InputError."""
    require_confirmed(client)
    cloud = clouds.of_client(client)
    tenant = _tenant_of(client)
    usual = clouds.catalogue.clouds["worldwide"].identity
    template = cloud.identity.consent_link or usual.consent_link
    link = fill_link(template, cloud.identity.authority, tenant, _application_of(client, cloud))
    return ConsentRequest(link=link, tenant=tenant, catalogue=clouds.catalogue)


def _tenant_of(client: Client) -> str:
    return (client.detection and client.detection.tenant_id) or str(client.domain)


def _application_of(client: Client, cloud: Cloud, *, for_app: bool = False) -> str:
    own = client.sign_in.server_application_id if for_app else ""
    application = own or client.sign_in.application_id or cloud.identity.client_id
    if application:
        return application
    if cloud.is_private:
        return ANY_APPLICATION
    raise InputError("client.application.missing")
