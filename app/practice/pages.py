"""The pages a person sees while signing in to the practice tenant."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from app.catalogue.resources import TEMPLATES
from app.practice.http_server import Response

if TYPE_CHECKING:
    import jinja2

_HTML = "text/html; charset=utf-8"
Value = str | bool | tuple[object, ...] | Mapping[str, str]


class Pages:
    """Fills the templates; every value is escaped on its way into them."""

    def render(self, name: str, *, status: int = 200, **values: Value) -> Response:
        nonce = secrets.token_urlsafe(16)
        text = self._environment.get_template(f"{name}.html").render(nonce=nonce, **values)
        # No form-action: browsers apply it to redirects too, and those lead to the application.
        policy = (
            f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        return Response(
            status=status,
            body=text.encode("utf-8"),
            content_type=_HTML,
            headers=(("Content-Security-Policy", policy),),
        )

    @cached_property
    def _environment(self) -> jinja2.Environment:
        import jinja2  # tens of milliseconds, and only where somebody looks at a page

        return jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES / "practice"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
        )
