"""Loads `resources/catalogue`, strictly and only the part that is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from string import Formatter
from typing import TypeVar

from app.catalogue.devices.schema import Device
from app.catalogue.devices.targets import PATTERN, make_device_targets
from app.catalogue.files import read_entries
from app.catalogue.resources import CATALOGUE
from app.catalogue.schema.cloud import Cloud
from app.catalogue.schema.finding import FindingText
from app.catalogue.schema.path import (
    AdminStep,
    ChecklistFacts,
    PathFacts,
    ReasonText,
    ServiceFacts,
    TenantLimitFacts,
)
from app.catalogue.schema.scenario import ScenarioFacts
from app.catalogue.schema.sender_list import SenderListFacts
from app.catalogue.schema.target import Target
from app.catalogue.schema.token import TokenFacts
from app.domain.finding import Certainty, Finding, Severity, State, Tell
from app.domain.path import SendingPath, Service
from app.domain.replies.match import Pattern
from app.domain.replies.reply import Rule

T = TypeVar("T")
_FORMAT = Formatter()
_NO_REPLY = ("tls",)
"""Matches against a certificate's issuer, not against a server's words."""
_NO_VALUES: Mapping[str, str] = {}


class Catalogue:
    """All facts, each section read on first use and kept."""

    def __init__(self, folder: Path = CATALOGUE) -> None:
        self._folder = folder

    @cached_property
    def clouds(self) -> Mapping[str, Cloud]:
        """Microsoft's clouds by id."""
        return {cloud.id: cloud for cloud in self._read("clouds", Cloud, key=None)}

    @cached_property
    def findings(self) -> Mapping[str, FindingText]:
        """What each finding code means."""
        return {text.code: text for text in self._read("findings", FindingText, key="finding")}

    @cached_property
    def _places(self) -> dict[str, frozenset[str]]:
        """The values that the words of a code wait for, as far as they were asked for."""
        return {}

    def places(self, code: str) -> frozenset[str]:
        """Name the values that a code's words wait for, beside the subject; raises KeyError."""
        if code not in self._places:
            text = self.findings[code]
            said = (text.title, text.cause, *text.fix)
            names = {name for part in said for _, name, _, _ in _FORMAT.parse(part) if name}
            self._places[code] = frozenset(name.removesuffix("_quoted") for name in names)
        return self._places[code] - {"subject"}

    @cached_property
    def reply_rules(self) -> tuple[Rule, ...]:
        """How servers' words are recognised, for `app.domain.replies.reply.classify`."""
        rules = (_read_rule(text) for text in self.findings.values())
        return tuple(rule for rule in rules if rule.patterns)

    @cached_property
    def paths(self) -> Mapping[SendingPath, PathFacts]:
        """What is known of each sending path."""
        return {path.id: path for path in self._read("paths", PathFacts, key="path")}

    @cached_property
    def services(self) -> Mapping[Service, ServiceFacts]:
        """What is known of other ways than the paths, in the order of the file."""
        return {item.id: item for item in self._read("services", ServiceFacts, key="service")}

    @cached_property
    def reasons(self) -> Mapping[str, ReasonText]:
        """Sentences for and against a sending path, by code."""
        return {text.code: text for text in self._read("advice", ReasonText, key="reason")}

    @cached_property
    def tenant_limits(self) -> Mapping[str, TenantLimitFacts]:
        """Limits of a whole organisation, by id."""
        return {item.id: item for item in self._read("limits", TenantLimitFacts, key="limits")}

    @cached_property
    def checklist(self) -> tuple[ChecklistFacts, ...]:
        """The security checklist of the hand-over, in the order of showing."""
        return tuple(self._read("checklist", ChecklistFacts, key="item"))

    @cached_property
    def admin_steps(self) -> tuple[AdminStep, ...]:
        """What an admin does before a path works, in the order of doing."""
        return tuple(self._read("steps", AdminStep, key="step"))

    @cached_property
    def devices(self) -> Mapping[str, Device]:
        """Device families by id."""
        return {device.id: device for device in self._read("devices", Device, key="device")}

    @cached_property
    def targets(self) -> Mapping[str, Target]:
        """What configurations are written for and listed by name, by id."""
        named = {device.target_id for device in self.devices.values()}
        devices = self.device_targets
        return {
            **{id_: target for id_, target in self._written_targets.items() if id_ != PATTERN},
            **{id_: devices[id_] for id_ in devices if id_ in named},
        }

    @cached_property
    def device_targets(self) -> Mapping[str, Target]:
        """All device families as targets, by id; a few of them are listed by name as well."""
        return make_device_targets(self._written_targets[PATTERN], self.devices.values())

    @cached_property
    def _written_targets(self) -> Mapping[str, Target]:
        return {target.id: target for target in self._read("targets", Target, key="target")}

    @cached_property
    def scenarios(self) -> Mapping[str, ScenarioFacts]:
        """What the practice tenant can play, by id."""
        return {item.id: item for item in self._read("scenarios", ScenarioFacts, key="scenario")}

    @cached_property
    def sender_lists(self) -> Mapping[str, SenderListFacts]:
        """Lists of senders from the admin center that can be read, by id."""
        return {item.id: item for item in self._read("reports", SenderListFacts, key="report")}

    @cached_property
    def tokens(self) -> TokenFacts:
        """What a token for sending mail looks like."""
        return next(self._read("tokens", TokenFacts, key=None))

    def finding(
        self,
        code: str,
        *,
        subject: str,
        evidence: str = "",
        state: State = State.FOUND,
        severity: Severity | None = None,
        values: Mapping[str, str] = _NO_VALUES,
        confidence: Certainty | None = None,
    ) -> Finding:
        """Make a finding whose words wait for these values.

        Raises KeyError for a code that the catalogue does not have, and for words that wait for a
        value which is not given: a bug, not an event.
        """
        missing = self.places(code) - values.keys()
        if missing:
            raise KeyError(f"{code} waits for {', '.join(sorted(missing))}")
        return Finding(
            code=code,
            values=dict(values),
            severity=severity or self.findings[code].severity,
            state=state,
            subject=subject,
            evidence=evidence,
            confidence=confidence,
        )

    def teller(self, subject: str) -> Tell:
        """Hand rules what they need to tell of a subject, which they do not know."""

        def tell(code: str, values: Mapping[str, str] = _NO_VALUES) -> Finding:
            return self.finding(code, subject=subject, values=values)

        return tell

    def _read(self, section: str, kind: type[T], *, key: str | None) -> Iterator[T]:
        return read_entries(self._folder / section, kind, key=key)


@cache
def installed_catalogue() -> Catalogue:
    """The catalogue that came with the program; nothing in it ever changes, so one is enough."""
    return Catalogue()


def _read_rule(text: FindingText) -> Rule:
    patterns = tuple(
        Pattern(
            phrases=match.phrases,
            codes=match.codes,
            enhanced=match.enhanced,
            stages=match.stages,
        )
        for match in text.match
        if match.stages != _NO_REPLY
    )
    return Rule(code=text.code, severity=text.severity, patterns=patterns)
