"""Walks a situation of the practice tenant by words, and keeps what every command says."""

from __future__ import annotations

import re
import threading
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from app.catalogue import Catalogue, ScenarioFacts
from app.cli.naming import find_client
from app.domain.organisation.client import SignInMethod
from app.domain.path import SendingPath
from app.practice import PracticeTenant
from app.services.engine import Engine
from app.services.exporting import Exports
from tests.net.parts import Part
from tests.net.replacing import Replacer, replacer_for, start_tenant
from tests.net.shell import call
from tests.net.steady import steady
from tests.net.surroundings import somewhere

WELL = "all_well"
MADE = date(2026, 11, 23)
"""The day on which reports are handed over."""
CLIENT = "office"
_CODE = re.compile(r"enter the code (\S+)")
_OFFICE = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Situation:
    """What the tenant plays, and the path that the client sends by."""

    scenario: str
    path: SendingPath

    @property
    def name(self) -> str:
        return f"{self.scenario}.{self.path}"

    @property
    def base(self) -> Situation:
        """What it is written beside: all is well by its path, and that beside OAuth."""
        path = SendingPath.SMTP_AUTH_OAUTH if self.scenario == WELL else self.path
        return Situation(WELL, path)


def situations(catalogue: Catalogue) -> Iterator[Situation]:
    """Every scenario by its own path, and the tenant that is set up by each of these paths."""
    found = [
        Situation(id_, facts.path or SendingPath.SMTP_AUTH_OAUTH)
        for id_, facts in catalogue.scenarios.items()
    ]
    yield from dict.fromkeys([*(Situation(WELL, one.path) for one in found), *found])


def walk(situation: Situation) -> tuple[Part, ...]:
    """Run every command that the situation has to do with."""
    with somewhere() as folder, start_tenant(situation.scenario) as tenant:
        walker = _Walker(situation, tenant, folder)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SENDWRIGHT_CLOUD", str(tenant.cloud_file))
            patch.setenv("SENDWRIGHT_PASSWORD", tenant.password(tenant.user).reveal())
            patch.setattr(webbrowser, "open", tenant.browser())
            walker.walk()
        return tuple(walker.parts)


class _Walker:
    def __init__(self, situation: Situation, tenant: PracticeTenant, folder: Path) -> None:
        self._situation, self._tenant, self._folder = situation, tenant, folder
        self._facts: ScenarioFacts = Catalogue().scenarios[situation.scenario]
        self._replacer: Replacer = replacer_for(tenant, folder)
        self.parts: list[Part] = []

    def walk(self) -> None:
        self._add()
        self._both("check", CLIENT, text=("--transcript",))
        if self._situation.path.uses_oauth:
            self._sign_in()
        self._send()
        if self._situation.path.uses_oauth:
            self._one("sign-in", CLIENT, *self._way(), "--json")
        self._hand_over()
        self._both("forget", CLIENT)
        self._one("clients", "remove", CLIENT, "--yes")

    def _add(self) -> None:
        tenant = self._tenant
        answers = (
            *("--path", self._situation.path.value, "--sender", "device", "--relay-ip", _OFFICE),
            *("--sign-in-as", tenant.user, "--application-id", tenant.application_id),
            *(word for address in tenant.recipients for word in ("--to", str(address))),
        )
        self._one("clients", "add", tenant.sender, "--name", "Office", *answers)
        self._one(
            "clients", "add", tenant.sender, "--name", "Other", "--another", *answers, "--json"
        )
        self._one("clients", "remove", "other", "--yes")

    def _sign_in(self) -> None:
        self._both("registration", CLIENT)
        self._one("sign-in", CLIENT, *self._way())
        self._both("token", CLIENT, "--status")
        self._both("token", CLIENT, "--renew")
        self._one("token", CLIENT)
        self._one("token", CLIENT, "--header")

    def _way(self) -> tuple[str, ...]:
        by_code = self._facts.sign_in_by is SignInMethod.DEVICE_CODE
        return ("--device-code",) if by_code else ()

    def _send(self) -> None:
        to = (word for address in self._tenant.recipients for word in ("--to", str(address)))
        self._both("send-test", CLIENT, *to, text=("--transcript",))
        self._both("clients", "check-all")
        self._both("clients", "show", CLIENT)
        self._both("clients", "list")

    def _hand_over(self) -> None:
        self._both(
            "advise", self._tenant.domain, "--sender", "device", "--from", self._tenant.sender
        )
        self._both("spf", _OFFICE, self._tenant.sender, f"mail.{self._tenant.domain}")
        self._both("message", CLIENT)
        self._both("message", CLIENT, "--language", "de")
        self._one("report", CLIENT, "--out", str(self._folder / "out"), "--json")
        self.parts += (self._report(language) for language in ("en", "de"))

    def _report(self, language: str) -> Part:
        """The page of the report as it would be on a day of our choice."""
        engine = Engine.of_user(cloud=str(self._tenant.cloud_file))
        page = Exports(
            find_client(engine, CLIENT), engine.clouds, engine.translation(language), today=MADE
        ).report_page()
        lines = self._replacer.replace(steady(page.content.decode())).splitlines()
        return Part(f"report in {language}", tuple(line.strip() for line in lines if line.strip()))

    def _both(self, *words: str, text: tuple[str, ...] = ()) -> None:
        """Run a command for a person, then for a program."""
        self._one(*words, *text)
        self._one(*words, "--json")

    def _one(self, *words: str) -> None:
        self.parts.append(self._replacer.part(call(*words, hear=self._hear)))

    def _hear(self, said: str) -> None:
        """Enter the code that a command shows, on the page for codes."""
        if found := _CODE.search(said):
            threading.Thread(target=self._tenant.approve_device_code, args=(found[1],)).start()
