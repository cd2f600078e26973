"""What the last step hands over: what is done, what is open and who must act."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.catalogue.steps import handover_for
from app.catalogue.translation import Translation
from app.domain.handover.contents import Handover
from app.domain.organisation.client import Client
from app.services.advising import advise_client
from app.services.clouds import CloudShelf


def hand_over(
    client: Client, clouds: CloudShelf, translation: Translation, *, today: date | None = None
) -> Handover:
    """Gather it; all of it, the messages too, in the translation's language.

    Where a person reads one language and writes in another, take `open` of a second one: it has
    the same actors in the same order. Raises InputError for a language without messages.
    """
    advice = advise_client(client, translation.catalogue)
    return handover_for(
        client,
        clouds.of_client(client),
        translation.catalogue,
        chosen=advice.option(client.path) if client.path else None,
        today=today or datetime.now(UTC).date(),
        translation=translation,
    )
