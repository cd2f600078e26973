"""Signing in by a pasted address."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from app.domain.errors import InputError
from app.signin import (
    SignInError,
    SignInRequest,
    begin_pasted_sign_in,
    finish_with_pasted_url,
)
from tests.signin.service import USER, Identity


def answer_url(identity: Identity, url: str, **changes: str) -> str:
    """Be the browser that ends at an address which nothing answers."""
    fields = dict(parse_qsl(urlsplit(url).query))
    identity.nonce = fields["nonce"]
    brought = {"code": "the-code", "state": fields["state"], **changes}
    return f"{fields['redirect_uri']}/?{urlencode(brought)}"


@pytest.mark.parametrize(
    "mangle",
    [
        lambda url: url,
        lambda url: f"  <{url}>\n",
        lambda url: url.partition("?")[2],
        lambda url: url[:30] + "\n" + url[30:],
    ],
)
def test_a_pasted_address_signs_in(
    request_: SignInRequest, identity: Identity, mangle: Callable[[str], str]
) -> None:
    async def scene() -> str:
        pending = await begin_pasted_sign_in(request_)
        assert "code_verifier" not in repr(pending)
        signed_in = await finish_with_pasted_url(
            request_, pending, mangle(answer_url(identity, pending.url))
        )
        return signed_in.username

    assert asyncio.run(scene()) == USER


@pytest.mark.parametrize("pasted", ["", "http://localhost/", "hello", "http://[", "?code=&state=1"])
def test_a_pasted_text_without_an_answer_can_be_pasted_again(
    request_: SignInRequest, identity: Identity, pasted: str
) -> None:
    async def scene() -> str:
        pending = await begin_pasted_sign_in(request_)
        with pytest.raises(InputError) as raised:
            await finish_with_pasted_url(request_, pending, pasted)
        assert raised.value.code == "signin.pasted_no_code"
        signed_in = await finish_with_pasted_url(
            request_, pending, answer_url(identity, pending.url)
        )
        return signed_in.username

    assert asyncio.run(scene()) == USER


def test_a_pasted_address_of_another_sign_in_is_refused(
    request_: SignInRequest, identity: Identity
) -> None:
    async def scene() -> None:
        pending = await begin_pasted_sign_in(request_)
        await finish_with_pasted_url(
            request_, pending, answer_url(identity, pending.url, state="other")
        )

    with pytest.raises(SignInError) as raised:
        asyncio.run(scene())
    assert raised.value.code == "signin.stale_answer"
