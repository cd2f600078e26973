"""A secret shows itself only when asked by name."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from dataclasses import dataclass

import msgspec
import pytest

from app.domain.secret import Secret

VALUE = "eyJ0eXAi.canary-token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    user: str
    token: Secret


HOLDER = Holder(user="scan@contoso.com", token=Secret(VALUE))


@pytest.mark.parametrize(
    "shown",
    [
        repr(Secret(VALUE)),
        str(Secret(VALUE)),
        f"{Secret(VALUE)}",
        f"{Secret(VALUE)!r:>40}",
        "{}".format(*[Secret(VALUE)]),
        repr(HOLDER),
        repr([HOLDER, {"token": Secret(VALUE)}]),
    ],
)
def test_secret_is_not_in_any_text(shown: str) -> None:
    assert VALUE not in shown
    assert "Secret(…)" in shown


def test_secret_is_not_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("x").warning("signed in with %s and %r", Secret(VALUE), HOLDER)
    assert VALUE not in caplog.text


def test_secret_is_not_in_a_traceback() -> None:
    def fail(token: Secret) -> None:
        raise ValueError(f"cannot use {token}")

    with pytest.raises(ValueError, match="Secret") as caught:
        fail(Secret(VALUE))
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert VALUE not in "".join(shown.format())


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_secret_cannot_be_pickled(protocol: int) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(VALUE), protocol)
    with pytest.raises(TypeError):
        pickle.dumps(HOLDER, protocol)


def test_secret_cannot_be_copied_by_the_way_of_pickle() -> None:
    with pytest.raises(TypeError):
        copy.deepcopy(HOLDER)


def test_secret_cannot_be_written_as_json() -> None:
    with pytest.raises(TypeError):
        json.dumps({"token": Secret(VALUE)})
    with pytest.raises(TypeError):
        msgspec.json.encode(HOLDER)
    with pytest.raises(TypeError):
        msgspec.to_builtins(HOLDER)


def test_secret_has_no_dictionary_to_look_into() -> None:
    assert not hasattr(Secret(VALUE), "__dict__")


def test_secret_reveals_itself_and_compares() -> None:
    assert Secret(VALUE).reveal() == VALUE
    assert Secret(VALUE) == Secret(VALUE)
    assert Secret(VALUE) != Secret("x")
    assert Secret(VALUE) != VALUE
    assert len({Secret(VALUE), Secret(VALUE)}) == 1
    assert Secret(VALUE)
    assert not Secret("")
