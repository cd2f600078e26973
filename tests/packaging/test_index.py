"""The index and the certificates are those that the person's pip and uv are set up for."""

from __future__ import annotations

from pathlib import Path

import pytest
from bootstrap import index

_NAMES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL", "PIP_CERT", "SSL_CERT_FILE")


@pytest.fixture(autouse=True)
def pip_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in _NAMES:
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "pip.conf"
    path.write_text("[global]\n", "utf-8")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(path))
    return path


def test_without_settings_it_is_pypi() -> None:
    assert index.index_url() == "https://pypi.org/simple"


def test_pip_file_names_index_and_certificates(pip_file: Path) -> None:
    pip_file.write_text(
        "[global]\nindex-url = https://mirror.test/simple/\ncert = roots.pem\n", "utf-8"
    )
    assert index.index_url() == "https://mirror.test/simple"
    assert index.environment()["SSL_CERT_FILE"] == "roots.pem"


def test_environment_wins_over_the_file(pip_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip_file.write_text("[global]\nindex-url = https://mirror.test/simple\n", "utf-8")
    monkeypatch.setenv("PIP_INDEX_URL", "https://other.test/simple")
    assert index.index_url() == "https://other.test/simple"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://uv.test/simple")
    assert index.index_url() == "https://uv.test/simple"


def test_certificates_of_the_environment_stay(
    pip_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pip_file.write_text("[global]\ncert = roots.pem\n", "utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", "mine.pem")
    assert index.environment()["SSL_CERT_FILE"] == "mine.pem"


def test_a_broken_pip_file_is_left_to_pip(pip_file: Path) -> None:
    pip_file.write_text("no section\n", "utf-8")
    assert index.index_url() == "https://pypi.org/simple"


def test_another_environment_that_is_active_is_not_passed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", "elsewhere")
    assert "VIRTUAL_ENV" not in index.environment()
