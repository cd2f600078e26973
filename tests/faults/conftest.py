"""The fixtures that sessions on loopback need."""

from pathlib import Path

import pytest

from tests.probe.conftest import ask, ca, catalogue, client_tls, server_tls
from tests.probe.issuer import Issuer

__all__ = ["ask", "ca", "catalogue", "client_tls", "server_tls"]


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path)
