"""What an admin does before a path works: the steps, their values, and which are done."""

from __future__ import annotations

from collections.abc import Mapping

from app.catalogue.steps import steps_for
from app.domain.errors import InputError
from app.domain.handover.admin_step import PreparedStep
from app.domain.handover.missing_value import with_value
from app.domain.organisation import gains
from app.domain.organisation.client import Client
from app.domain.organisation.unconfirmed import without_changed
from app.services.clouds import CloudShelf


def steps_of(client: Client, clouds: CloudShelf) -> tuple[PreparedStep, ...]:
    """List what an admin does for this client's path, with its values filled in."""
    return steps_for(client, clouds.of_client(client), clouds.catalogue)


def name_app(
    client: Client, clouds: CloudShelf, *, application_id: str = "", enterprise_object_id: str = ""
) -> Client:
    """Add what Entra ID calls the app; empty text changes nothing. Raises InputError."""
    ids = {"application_id": application_id, "enterprise_object_id": enterprise_object_id}
    return give_values(client, clouds, {name: text for name, text in ids.items() if text})


def give_values(client: Client, clouds: CloudShelf, typed: Mapping[str, str]) -> Client:
    """Keep values that steps wait for, by their names; raises InputError for the first bad one."""
    private, given = clouds.of_client(client).is_private, client
    for name, text in typed.items():
        given = with_value(given, name, text, is_private_world=private)
    return without_changed(client, given)


def tick(
    client: Client,
    clouds: CloudShelf,
    *,
    done: tuple[str, ...] = (),
    not_done: tuple[str, ...] = (),
) -> Client:
    """Tick steps as done, or take the tick away; raises InputError for a step of no such name."""
    known = {step.id for step in steps_of(client, clouds)}
    unknown = [id_ for id_ in (*done, *not_done) if id_ not in known]
    if unknown:
        raise InputError(
            "input.step.unknown" if known else "input.step.no_path",
            values={"step": unknown[0][:60], "known": ", ".join(sorted(known))},
        )
    return gains.prepared(client, done=done, not_done=not_done)
