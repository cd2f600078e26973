"""Finds the tenant and the cloud of a domain in the OpenID configuration (public, no sign-in)."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.catalogue.schema.cloud import Cloud
from app.catalogue.schema.finding import Match
from app.domain.finding import State
from app.probe.http import HttpAnswer

_DISCOVERY = "/v2.0/.well-known/openid-configuration"  # OpenID Connect Discovery 1.0, section 4
_TENANT = re.compile(r"https://[^/]+/([A-Za-z0-9][A-Za-z0-9.-]*)(/|\Z)")
_MARKS = ("tenant_region_sub_scope", "cloud_instance_name", "tenant_region_scope")


class Http(Protocol):
    """Fetches a document over verified HTTPS; never raises for what the network does."""

    async def get(self, url: str, *, cap: int = ..., address: str = ...) -> HttpAnswer:
        """Fetch at most `cap` octets, from `address` where one is given."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantAnswer:
    """The tenant of a domain: found, absent or not told."""

    state: State
    tenant_id: str = ""
    cloud: Cloud | None = None
    detail: str = ""
    """What the sign-in service said, raw."""


async def find_tenant(
    domain: str, clouds: Sequence[Cloud], http: Http, unknown: Sequence[Match]
) -> TenantAnswer:
    """Ask every authority of the clouds at once; the first that knows the domain decides.

    `unknown` is how an authority says that it does not know a domain.
    """
    authorities = list(dict.fromkeys(cloud.identity.authority.rstrip("/") for cloud in clouds))
    tasks = [
        asyncio.create_task(_ask(authority, domain, clouds, http, unknown))
        for authority in authorities
    ]
    answers: list[TenantAnswer] = []
    try:
        for finished in asyncio.as_completed(tasks):
            answer = await finished
            if answer.state is State.FOUND:
                return answer
            answers.append(answer)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    untold = next((answer for answer in answers if answer.state is State.UNTOLD), None)
    return untold or next(iter(answers), TenantAnswer(state=State.UNTOLD))


async def _ask(
    authority: str, domain: str, clouds: Sequence[Cloud], http: Http, unknown: Sequence[Match]
) -> TenantAnswer:
    answer = await http.get(f"{authority}/{domain}{_DISCOVERY}")
    if answer.problem is not None:
        detail = f"{authority}: {answer.problem.value} {answer.detail}".strip()
        return TenantAnswer(state=State.UNTOLD, detail=detail)
    body = answer.body.decode("utf-8", "replace")
    configuration = _read_object(body)
    tenant = _TENANT.match(str(configuration.get("issuer", "")))
    if answer.is_ok and tenant is not None:
        cloud = _choose(configuration, authority, clouds)
        marks = {name: configuration[name] for name in ("issuer", *_MARKS) if name in configuration}
        return TenantAnswer(
            state=State.FOUND, tenant_id=tenant[1], cloud=cloud, detail=json.dumps(marks)
        )
    detail = f"{authority}: HTTP {answer.status} {body[:500]}".strip()
    state = State.ABSENT if _says_unknown(body, unknown) else State.UNTOLD
    return TenantAnswer(state=state, detail=detail)


def _read_object(body: str) -> Mapping[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _says_unknown(body: str, unknown: Sequence[Match]) -> bool:
    lowered = body.lower()
    return any(
        mark.lower() in lowered for match in unknown for mark in (*match.phrases, *match.codes)
    )


def _choose(
    configuration: Mapping[str, Any], authority: str, clouds: Sequence[Cloud]
) -> Cloud | None:
    """Choose by the narrowest mark that a cloud claims, else by the authority that answered.

    Two clouds share an authority; without a mark neither of them is guessed.
    """
    for mark in _MARKS:
        value = str(configuration.get(mark) or "").casefold()
        for cloud in clouds:
            if value and value in (region.casefold() for region in cloud.identity.tenant_regions):
                return cloud
    own = [cloud for cloud in clouds if cloud.identity.authority.rstrip("/") == authority]
    return own[0] if len(own) == 1 else None
