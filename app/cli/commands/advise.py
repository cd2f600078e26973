"""`sendwright advise`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click
import msgspec

from app.catalogue.advice import VolumePlan, plan_client_volume
from app.catalogue.schema.path import ServiceFacts
from app.cli import output
from app.cli.footnotes import Footnotes
from app.cli.options import (
    answer_options,
    build_engine,
    cloud_option,
    json_option,
    read_draft,
    run_async,
)
from app.domain.freshness import is_stale
from app.domain.path import SendingPath
from app.domain.paths.advice import Advice
from app.domain.paths.inventory import GroupAdvice
from app.domain.paths.option import Option
from app.domain.paths.remark import Remark
from app.domain.paths.volume import Strain
from app.services.advising import advise_client
from app.services.clients import draft_client
from app.services.detecting import with_detection
from app.services.devices.inventory import inventory_of
from app.services.engine import Engine
from app.services.result import make_result


@click.command("advise")
@click.argument("typed", metavar="DOMAIN")
@answer_options
@click.option("--offline", is_flag=True, help="Ask no server; advise from the answers alone.")
@cloud_option
@json_option
def command(cloud: str, *, as_json: bool, offline: bool, **words: object) -> None:
    """Recommend a sending path for DOMAIN, with reasons, limits and the alternatives."""
    engine = build_engine(cloud)
    client = draft_client(read_draft(words), engine.clouds, engine.clients)
    if not offline:
        client = run_async(with_detection(client, engine.clouds))
    advice = advise_client(client, engine.catalogue)
    plans = {plan.path: plan for plan in plan_client_volume(client, engine.catalogue)}
    groups = inventory_of(client, engine.catalogue).groups
    if as_json:
        result = _as_result(engine, advice, plans, groups)
        output.print_result(make_result("advise", client=client.id, result=result))
        return
    _Page(engine).print(advice, plans, groups)


def _as_result(
    engine: Engine,
    advice: Advice,
    plans: dict[SendingPath, VolumePlan],
    groups: tuple[GroupAdvice, ...],
) -> dict[str, Any]:
    today = datetime.now(UTC).date()

    def option(item: Option) -> dict[str, Any]:
        facts = engine.catalogue.paths[item.path]
        return {
            **output.as_document(item),
            "facts": msgspec.to_builtins(facts),
            "older_than_a_year": is_stale(facts.checked, today),
        }

    return {
        "options": [option(item) for item in advice.options],
        "notes": output.as_document(advice.notes),
        "beyond": [
            {
                **output.as_document(item),
                "facts": msgspec.to_builtins(engine.catalogue.services[item.service]),
            }
            for item in advice.beyond
        ],
        "volume": [_volume(plan) for plan in plans.values()],
        "groups": output.as_document(groups),
    }


def _volume(plan: VolumePlan) -> dict[str, Any]:
    return {
        "path": plan.path,
        "limits": [{**asdict(strain), "breaks": strain.breaks} for strain in plan.strains],
        "breaks_first": plan.broken[0].code if plan.broken else None,
        "broken": output.as_document(plan.broken),
    }


class _Page:
    """Prints advice for people; sources stand once, at the end."""

    def __init__(self, engine: Engine) -> None:
        self._paths = engine.catalogue.paths
        self._services = engine.catalogue.services
        self._notes = Footnotes()

    def print(
        self,
        advice: Advice,
        plans: dict[SendingPath, VolumePlan],
        groups: tuple[GroupAdvice, ...],
    ) -> None:
        for option in advice.options:
            click.echo(f"{option.fit.value:<12} {self._paths[option.path].name}")
            for ground in option.grounds:
                self._say(f"{'':<13}+ ", ground)
            for obstacle in option.obstacles:
                self._say(f"{'':<13}- ", obstacle)
            self._say_facts(option, plans[option.path])
        for note in advice.notes:
            self._say(f"{'note':<13}", note)
        for item in advice.beyond:
            self._say_service(self._services[item.service])
        if len(groups) > 1:
            self._say_groups(groups)
        self._notes.echo()

    def _say(self, margin: str, remark: Remark) -> None:
        said = output.remark(remark)
        marks = self._notes.mark(said.sources, said.checked)
        click.echo(f"{margin}{output.visible(said.text)}{marks}")
        if said.doubt:
            click.echo(f"{'':<15}not sure: {output.visible(said.doubt)}")

    def _say_facts(self, option: Option, plan: VolumePlan) -> None:
        """What the path costs and how much of its limits is used; nothing where it cannot work."""
        if option.fit == "impossible":
            return
        facts = self._paths[option.path]
        marks = self._notes.mark(facts.sources, facts.checked)
        if facts.cost:
            click.echo(f"{'':<13}cost: {facts.cost}{marks}")
        for strain in plan.strains:
            click.echo(f"{'':<13}{_usage(strain)}")

    def _say_service(self, facts: ServiceFacts) -> None:
        """Another way than the paths; it is not set up here, so what it takes is said at once."""
        marks = self._notes.mark(facts.sources, facts.checked)
        click.echo(f"{'beyond':<13}{facts.name}: {facts.summary}{marks}")
        for label, lines in (
            ("needs", facts.needs),
            ("limit", facts.limits),
            ("mind", facts.risks),
            ("cost", (facts.cost,)),
        ):
            for line in lines:
                click.echo(f"{'':<13}{label}: {line}")
        if facts.doubt:
            click.echo(f"{'':<13}not sure: {facts.doubt}")

    def _say_groups(self, groups: tuple[GroupAdvice, ...]) -> None:
        for number, group in enumerate(groups, start=1):
            best = group.advice.recommended
            name = self._paths[best.path].name if best else "no path fits"
            click.echo(f"group {number:<6} {name}: {', '.join(group.names)}")


def _usage(strain: Strain) -> str:
    name = strain.limit.value.replace("_", " ")
    verdict = "breaks" if strain.breaks else "fits"
    return f"limit: {name}: {strain.asked:,} of {strain.allowed:,}, {verdict}"
