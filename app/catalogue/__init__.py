"""Facts as data: clouds, replies, paths, devices, targets and practice scenarios."""

from app.catalogue.clouds import load_cloud
from app.catalogue.loader import Catalogue, CatalogueError
from app.catalogue.schema import (
    AdminStep,
    Cloud,
    Confidence,
    Device,
    DeviceField,
    FindingText,
    Match,
    PathFacts,
    ScenarioFacts,
    Target,
    TargetFile,
)

__all__ = [
    "AdminStep",
    "Catalogue",
    "CatalogueError",
    "Cloud",
    "Confidence",
    "Device",
    "DeviceField",
    "FindingText",
    "Match",
    "PathFacts",
    "ScenarioFacts",
    "Target",
    "TargetFile",
    "load_cloud",
]
