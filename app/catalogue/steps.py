"""Hands admin steps and checklist of the catalogue to the rules that fill and judge them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.catalogue.advice import TENANT
from app.catalogue.loader import Catalogue
from app.catalogue.schema.cloud import Cloud
from app.catalogue.schema.path import AdminStep, ChecklistFacts
from app.catalogue.translation import Translation
from app.domain.handover.admin_step import (
    PreparedStep,
    find_places,
    prepare_steps,
    step_values,
)
from app.domain.handover.contents import ChecklistText, Handover, ReviewFacts, make_handover
from app.domain.organisation.client import Client
from app.domain.paths.option import Option
from app.domain.worded import ENGLISH

FALLBACK = "worldwide"


def cloud_names(cloud: Cloud, fallback: Cloud) -> Mapping[str, str]:
    """What steps call the places of a cloud; a private one takes from another what it lacks."""
    return {name: value or _names(fallback)[name] for name, value in _names(cloud).items()}


def _names(cloud: Cloud) -> Mapping[str, str]:
    identity = cloud.identity
    return {
        "authority": identity.authority,
        "portal": identity.portal,
        "admin_center": identity.admin_center,
        "consent_link": identity.consent_link,
        "exchange_environment": identity.exchange_environment,
        "graph_environment": identity.graph_environment,
        "application_id": identity.client_id,
        "smtp_host": cloud.smtp.host,
        "spf_include": cloud.dns.spf_include,
    }


def steps_for(client: Client, cloud: Cloud, catalogue: Catalogue) -> tuple[PreparedStep, ...]:
    """The steps that an admin takes for this client's path, with its values, in order of doing.

    Raises InputError for a value that PowerShell would not take.
    """
    names = cloud_names(cloud, catalogue.clouds[FALLBACK])
    steps = map(prepare_step, catalogue.admin_steps)
    return prepare_steps(client, steps, step_values(client, names))


def prepare_step(step: AdminStep) -> PreparedStep:
    """One step of the catalogue, without values yet."""
    code = (step.powershell, step.undo)
    return PreparedStep(
        id=step.id,
        paths=step.paths,
        clouds=step.clouds,
        proved_by=step.proved_by,
        when=step.when,
        who_acts=step.who_acts,
        can_be_undone=bool(step.undo or step.undo_clicks),
        names=find_places(step.title, step.why, *step.clicks, *step.undo_clicks, *code),
        in_code=find_places(*code),
    )


def handover_for(
    client: Client,
    cloud: Cloud,
    catalogue: Catalogue,
    *,
    chosen: Option | None,
    today: date,
    translation: Translation | None = None,
) -> Handover:
    """All that the last step hands over; `chosen` is the advice on the client's own path.

    It is all in the language of the translation; raises InputError where messages have none.
    """
    points = translation.checklist if translation else {}
    return make_handover(
        client,
        steps=steps_for(client, cloud, catalogue),
        chosen=chosen,
        checklist=tuple(_checklist_text(points.get(item.id, item)) for item in catalogue.checklist),
        review=ReviewFacts(
            every_days=catalogue.tenant_limits[TENANT].review_days,
            ends=tuple(
                (path.id, path.review_by) for path in catalogue.paths.values() if path.review_by
            ),
        ),
        today=today,
        speech=(translation or Translation(catalogue, ENGLISH)).speech,
    )


def _checklist_text(item: ChecklistFacts) -> ChecklistText:
    return ChecklistText(
        id=item.id,
        title=item.title,
        why=item.why,
        paths=item.paths,
        kept_on=item.kept_on,
        broken_on=item.broken_on,
        steps=item.steps,
        findings=item.findings,
        sources=item.sources,
        checked=item.checked,
    )
