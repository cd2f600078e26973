"""TLS-RPT (RFC 8460): where reports on failed encryption go."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.records.tags import RecordError, parse_tags, shorten


def select_tls_rpt(texts: Iterable[str]) -> tuple[str, ...]:
    """Pick the records of this kind; not exactly one means none (3)."""
    return tuple(text for text in texts if text.replace(" ", "").startswith("v=TLSRPTv1;"))


def parse_tls_rpt(text: str) -> tuple[str, ...]:
    """Read the addresses that get reports; raises RecordError."""
    tags = parse_tags(text)
    if tags.names[:1] != ("v",) or tags.get("v") != "TLSRPTv1":
        raise RecordError("it does not begin with v=TLSRPTv1")
    addresses = tuple(item.strip() for item in (tags.get("rua") or "").split(",") if item.strip())
    if not addresses:
        raise RecordError("rua= is missing")
    for address in addresses:
        if not address.lower().startswith(("mailto:", "https:")):
            raise RecordError(f"“{shorten(address)}” is neither mailto: nor https:")
    return addresses
