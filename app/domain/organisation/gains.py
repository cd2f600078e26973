"""What a client gains on the way, and loses: found, tested, signed in, prepared.

Window and command line change a client by these alone, so that both leave the same behind.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from app.domain.check import CheckRun
from app.domain.finding import sort_worst_first
from app.domain.organisation.client import Client, Detection, SignInMethod


def found(client: Client, detection: Detection) -> Client:
    """Add what was found of its domain, and the cloud, unless a file or a practice names one."""
    is_private = bool(client.cloud_file or client.scenario)
    cloud = client.cloud if is_private or detection.cloud is None else detection.cloud
    return replace(client, detection=detection, cloud=cloud)


def tested(client: Client, run: CheckRun) -> Client:
    """Add what a run of checks found, worst first."""
    return replace(client, tested_at=run.started, findings=sort_worst_first(run.findings))


def signed_in(client: Client, *, at: datetime, method: SignInMethod) -> Client:
    """Note that a sign-in is kept for it; the token itself is in the keyring. `at` is aware."""
    return replace(client, sign_in=replace(client.sign_in, signed_in_at=at, method=method))


def signed_out(client: Client) -> Client:
    """Note that no sign-in is kept for it any more."""
    return replace(client, sign_in=replace(client.sign_in, signed_in_at=None))


def prepared(
    client: Client, *, done: Collection[str] = (), not_done: Collection[str] = ()
) -> Client:
    """Tick steps by their ids, or take the tick away; the order is that of ticking."""
    ticked = dict.fromkeys((*client.prepared, *done))
    return replace(client, prepared=tuple(id_ for id_ in ticked if id_ not in not_done))
