"""Facts as data: clouds, replies, paths, devices, targets and practice scenarios."""

from app.catalogue.clouds import load_cloud
from app.catalogue.loader import Catalogue, CatalogueError, installed_catalogue
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
from app.catalogue.token_schema import TokenFacts

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
    "TokenFacts",
    "installed_catalogue",
    "load_cloud",
]
