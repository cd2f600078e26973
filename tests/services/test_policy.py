"""An administrator's defaults reach new clients and sign-in; what a client says goes first."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.catalogue import Catalogue
from app.domain.errors import InputError
from app.domain.organisation.client import CloudId
from app.domain.organisation.draft import Draft
from app.services.clients import draft_client
from app.services.clouds import CloudShelf
from app.services.engine import Engine
from app.store.policy import Policy


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


def _engine(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    (folder / "policy.toml").write_text(text, "utf-8")
    monkeypatch.setenv("SENDWRIGHT_POLICY_DIR", str(folder))
    return Engine.of_user()


def test_new_client_begins_in_the_policys_cloud(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = _engine(tmp_path, 'cloud = "gcc_high"', monkeypatch)
    assert (
        draft_client(Draft(typed="contoso.com"), engine.clouds, engine.clients).cloud == "gcc_high"
    )


def test_command_line_goes_before_the_policy(catalogue: Catalogue) -> None:
    clouds = CloudShelf(catalogue)
    clouds.obey(Policy(cloud="gcc_high"))
    clouds.take("china")
    assert clouds.of_new_client() == (CloudId("china"), "")


def test_clients_cloud_goes_before_the_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = _engine(tmp_path, "", monkeypatch)
    client = draft_client(Draft(typed="contoso.com"), engine.clouds, engine.clients)
    engine.clouds.obey(Policy(cloud="gcc_high"))
    assert engine.clouds.of_client(client).id == "worldwide"


def test_sign_in_takes_the_policys_app_registration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = _engine(tmp_path, 'application_id = "from-policy"', monkeypatch)
    client = draft_client(Draft(typed="contoso.com"), engine.clouds, engine.clients)
    assert engine.clouds.of_client(client).identity.client_id == "from-policy"


def test_clouds_own_app_registration_stays(catalogue: Catalogue) -> None:
    clouds = CloudShelf(catalogue)
    clouds.obey(Policy(application_id="from-policy"))
    own = catalogue.clouds[CloudId("worldwide")]
    identity = msgspec.structs.replace(own.identity, client_id="from-cloud")
    clouds.override = msgspec.structs.replace(own, identity=identity)
    client = Draft(typed="contoso.com")
    engine = Engine.of_user()
    seen = clouds.of_client(draft_client(client, engine.clouds, engine.clients))
    assert seen.identity.client_id == "from-cloud"


def test_policy_that_names_no_cloud_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(InputError):
        CloudShelf(catalogue).obey(Policy(cloud="no-such-cloud"))
