"""Where programs and devices are told to connect, path by path."""

from __future__ import annotations

from app.catalogue import Catalogue
from app.domain.organisation.client import ClientId, CloudId
from app.domain.organisation.draft import Draft
from app.domain.path import Endpoint, SendingPath
from app.services.settings import endpoint_of, settings_of

CATALOGUE = Catalogue()
WORLDWIDE = CATALOGUE.clouds["worldwide"]


def test_senders_behind_a_bridge_connect_to_the_bridge_and_checks_to_microsoft() -> None:
    draft = Draft(typed="scan@contoso.com", path=SendingPath.OAUTH_BRIDGE.value)
    client = draft.to_client(ClientId("contoso"), cloud=CloudId("worldwide"))
    microsoft = Endpoint(host=WORLDWIDE.smtp.host, port=WORLDWIDE.smtp.port)
    settings = settings_of(client, WORLDWIDE, CATALOGUE)
    assert settings.server == Endpoint(host="127.0.0.1", port=2587)
    assert endpoint_of(client, WORLDWIDE, CATALOGUE, SendingPath.OAUTH_BRIDGE) == microsoft
