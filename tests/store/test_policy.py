"""What an administrator sets for a computer is read whole or refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import InputError
from app.store.policy import Policy, load_policy, policy_path
from tests.wording import in_words


def test_without_file_nothing_is_set(tmp_path: Path) -> None:
    assert load_policy(tmp_path / "policy.toml") == Policy()


def test_policy_is_read(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('schema = 1\napplication_id = "abc"\ncloud = "gcc_high"\n', "utf-8")
    assert load_policy(file) == Policy(application_id="abc", cloud="gcc_high")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("application_id = 5", "application_id"),
        ('client = "typo"', "client"),
        ("cloud = ", "policy.toml"),
        ("schema = 9", "schema 9"),
    ],
)
def test_unusable_policy_is_refused_and_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        load_policy(file)
    cause = in_words(caught.value).cause
    assert said in cause
    assert str(file) in cause


def test_unreadable_policy_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").mkdir()
    with pytest.raises(InputError):
        load_policy(tmp_path / "policy.toml")


def test_policy_lies_outside_the_users_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SENDWRIGHT_POLICY_DIR", raising=False)
    assert not policy_path().is_relative_to(Path.home())
    assert policy_path().name == "policy.toml"
