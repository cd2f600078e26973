"""A client as one TOML document, and back; secrets have no form in it."""

from __future__ import annotations

import tomllib
from typing import Any

import msgspec

from app.domain.organisation.client import Client
from app.store.legacy import lift_client
from app.store.wire_format import from_text, to_text, with_zones, without_none

SCHEMA = 1


class NewerSchemaError(ValueError):
    """The document was written by a newer version."""

    def __init__(self, schema: int) -> None:
        super().__init__(f"schema {schema}")
        self.schema = schema


def to_document(client: Client) -> dict[str, Any]:
    """Give the values that TOML has words for; raises NotImplementedError for a secret."""
    builtins = msgspec.to_builtins(client, enc_hook=to_text)
    return {"schema": SCHEMA, **without_none(builtins)}


def to_bytes(client: Client) -> bytes:
    """Write a client; raises UnicodeEncodeError for text that came as bytes of another encoding."""
    return msgspec.toml.encode(to_document(client))


def from_document(document: dict[str, Any]) -> Client:
    """Read a client of this version or an older one; raises ValueError, NewerSchemaError."""
    schema = document.pop("schema", None)
    if isinstance(schema, int) and schema > SCHEMA:
        raise NewerSchemaError(schema)
    lift_client(document)
    return with_zones(msgspec.convert(document, Client, dec_hook=from_text))


def from_bytes(content: bytes) -> Client:
    """Read a client; raises ValueError, NewerSchemaError or RecursionError for what is none."""
    return from_document(tomllib.loads(content.decode("utf-8")))
