"""The shape of every section can be handed to editors and checkers as JSON Schema."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from app.catalogue import AdminStep, Cloud, Device, FindingText, PathFacts, ScenarioFacts, Target
from app.catalogue.schema.path import ChecklistFacts, ReasonText, ServiceFacts, TenantLimitFacts
from app.catalogue.schema.token import TokenFacts

KINDS = (
    AdminStep,
    ChecklistFacts,
    Cloud,
    Device,
    FindingText,
    PathFacts,
    ReasonText,
    ScenarioFacts,
    ServiceFacts,
    Target,
    TenantLimitFacts,
    TokenFacts,
)


def export(kind: type) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(json.dumps(msgspec.json.schema(kind)))
    name = schema["$ref"].rpartition("/")[2]
    found: dict[str, Any] = schema["$defs"][name]
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_section_exports_its_schema(kind: type) -> None:
    schema = export(kind)
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert schema["description"].strip()
    assert "id" in schema["required"] or "code" in schema["required"]


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind not in (Cloud, ScenarioFacts)], ids=lambda k: k.__name__
)
def test_a_fact_cannot_leave_out_its_source_and_its_date(kind: type) -> None:
    assert {"sources", "checked"} <= set(export(kind)["required"])


def test_exported_schema_names_the_values_of_its_words() -> None:
    severities = msgspec.json.schema(FindingText)["$defs"]["Severity"]["enum"]
    assert severities == ["error", "info", "ok", "warning"]
