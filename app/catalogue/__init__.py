"""Facts as data: clouds, replies, paths, devices, targets and practice scenarios."""

from app.catalogue.clouds import load_cloud
from app.catalogue.devices.schema import Device, DeviceField
from app.catalogue.files import CatalogueError
from app.catalogue.loader import Catalogue, installed_catalogue
from app.catalogue.schema.cloud import Cloud
from app.catalogue.schema.fact import Confidence
from app.catalogue.schema.finding import FindingText, Match
from app.catalogue.schema.path import AdminStep, PathFacts
from app.catalogue.schema.scenario import ScenarioFacts
from app.catalogue.schema.target import Target, TargetFile
from app.catalogue.schema.token import TokenFacts

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
