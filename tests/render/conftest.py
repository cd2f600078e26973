"""One client by each path, the same for all tests of exports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.catalogue import Catalogue
from app.catalogue.translation import Translation
from app.domain.path import Authentication, Endpoint, Security, SendingPath, SendingSettings
from app.render.context import ExportContext

MAILBOX = "printer@contoso.com"
OAUTH = SendingSettings(
    path=SendingPath.SMTP_AUTH_OAUTH,
    server=Endpoint(host="smtp.office365.com", port=587),
    security=Security.STARTTLS,
    authentication=Authentication.XOAUTH2,
    username=MAILBOX,
    from_address=MAILBOX,
    from_name="Contoso copier",
    token_command=("sendwright", "token", "contoso"),
    imap=Endpoint(host="outlook.office365.com", port=993),
    pop=Endpoint(host="outlook.office365.com", port=995),
)
BASIC = replace(
    OAUTH,
    path=SendingPath.SMTP_AUTH_BASIC,
    authentication=Authentication.LOGIN,
    token_command=(),
)
RELAY = SendingSettings(
    path=SendingPath.RELAY_IP,
    server=Endpoint(host="contoso-com.mail.protection.outlook.com", port=25),
    security=Security.STARTTLS,
    authentication=Authentication.NONE,
    username="",
    from_address=MAILBOX,
    from_name="Contoso copier",
)
BRIDGE = replace(
    BASIC,
    path=SendingPath.OAUTH_BRIDGE,
    server=Endpoint(host="127.0.0.1", port=2587),
    security=Security.NONE,
)
SETTINGS = {
    settings.path: settings
    for settings in (
        OAUTH,
        BASIC,
        RELAY,
        replace(RELAY, path=SendingPath.DIRECT_SEND),
        replace(RELAY, path=SendingPath.RELAY_CERTIFICATE),
        replace(
            BASIC,
            path=SendingPath.HIGH_VOLUME,
            server=Endpoint(host="smtp-hve.office365.com", port=587),
        ),
        replace(
            BASIC,
            path=SendingPath.AZURE_COMMUNICATION,
            server=Endpoint(host="smtp.azurecomm.net", port=587),
            username="contoso-mail",
        ),
        BRIDGE,
    )
}


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.fixture(scope="session")
def context(catalogue: Catalogue) -> ExportContext:
    return ExportContext(
        client_id="contoso",
        client_name="Contoso & Söhne",
        domain="contoso.com",
        settings=OAUTH,
        cloud=catalogue.clouds["worldwide"],
        made_on=date(2026, 11, 23),
        version="0.1.0",
        tenant_id="7d3c1f0e-0000-4000-8000-000000000001",
        application_id="7d3c1f0e-0000-4000-8000-000000000002",
        recipient="office@contoso.com",
        word=Translation(catalogue, "en").word,
    )


@pytest.fixture(scope="session")
def settings_of() -> dict[SendingPath, SendingSettings]:
    return SETTINGS
