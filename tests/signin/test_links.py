"""A service that names no web page for a person to open is not obeyed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from app.signin import (
    SignInError,
    SignInRequest,
    begin_pasted_sign_in,
    sign_in_with_browser,
    sign_in_with_device_code,
)
from tests.signin.service import Identity
from tests.wording import in_words

EVIL = (
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://login.example/x",
    "https://me@x.example/",
)


def opened(_: object) -> None:
    pytest.fail("a browser was opened")


WAYS: dict[str, Callable[[SignInRequest], Coroutine[Any, Any, object]]] = {
    "browser": lambda request: sign_in_with_browser(request, opened),
    "pasted": begin_pasted_sign_in,
}


@pytest.mark.parametrize("page", EVIL)
def test_a_code_is_typed_on_a_web_page_alone(
    request_: SignInRequest, identity: Identity, page: str
) -> None:
    identity.code_page = page
    with pytest.raises(SignInError) as caught:
        asyncio.run(sign_in_with_device_code(request_, opened))
    assert caught.value.code == "signin.link_refused"
    assert in_words(caught.value).fix


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("page", EVIL)
def test_a_person_signs_in_on_a_web_page_alone(
    request_: SignInRequest, identity: Identity, way: str, page: str
) -> None:
    addresses = {**identity._addresses(), "authorization_endpoint": page}
    identity.discovery = (200, {"Content-Type": "application/json"}, json.dumps(addresses).encode())
    with pytest.raises(SignInError) as caught:
        asyncio.run(WAYS[way](request_))
    assert caught.value.code == "signin.link_refused"
