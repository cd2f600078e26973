"""The link by which an admin approves an app, filled from a cloud's template."""

from __future__ import annotations

import re
from urllib.parse import quote

_PLACE = re.compile(r"\{([^{}]*)\}")
_PLACES = frozenset({"authority", "tenant", "client_id"})


def is_link_template(template: str) -> bool:
    """Say whether a template that a file brought leads to the sign-in service or to HTTPS alone."""
    places = _PLACE.findall(template)
    begins = template.startswith(("{authority}/", "https://"))
    return (
        begins and _PLACES.issuperset(places) and not re.search(r"[{}]", _PLACE.sub("", template))
    )


def fill_link(template: str, authority: str, tenant: str, client_id: str) -> str:
    """Fill a template; what fills it is quoted for an address, and read as no template again."""
    values = {
        "authority": authority.rstrip("/"),
        "tenant": quote(tenant, safe=""),
        "client_id": quote(client_id, safe=""),
    }
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), template)
