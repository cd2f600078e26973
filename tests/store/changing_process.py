"""Changes a client again and again, beside others who do the same.

    python -m tests.store.changing_process FOLDER ID HOW MARK TIMES

`add` makes clients of one name; `same` puts marks into one list; `own` writes a field of its own by
a version that it holds in memory, as a window does; `hang` holds the client until it is killed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.domain.address import DomainName
from app.domain.organisation.client import Client, ClientId
from app.store.clients import ClientStore
from app.store.locks import locked


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _add(store: ClientStore, client_id: ClientId, mark: str) -> None:
    domain = DomainName.parse("contoso.com")
    _say(store.add(Client(id=client_id, name=mark, domain=domain)).id)


def _put_mark(store: ClientStore, client_id: ClientId, mark: str) -> None:
    store.update(client_id, lambda now: replace(now, prepared=(*now.prepared, mark)))


def _write_own(store: ClientStore, client_id: ClientId, mark: str, times: int) -> None:
    """Hand in one version after the other, and never look at what others have saved."""
    base = store.load(client_id)
    field = f"from_name_{mark}"
    for number in range(times):
        marks = tuple(f"{field}_{one}" for one in range(number + 1))
        mine = _OWN[mark](replace(base, targets=marks), f"{mark}{number}")
        store.save(mine, base=base)
        base = mine


_OWN: dict[str, Callable[[Client, str], Client]] = {
    "a": lambda client, text: replace(client, name=text),
    "b": lambda client, text: replace(client, certificate_name=text),
    "c": lambda client, text: replace(client, message_language=text),
    "d": lambda client, text: replace(client, cloud_file=text),
}


def main(folder: str, client: str, how: str, mark: str, times: str) -> None:
    store, client_id = ClientStore(Path(folder)), ClientId(client)
    _say("ready")
    sys.stdin.readline()
    if how == "hang":
        with locked(Path(folder) / ".locks", client):
            _say("held")
            time.sleep(600)
    elif how == "own":
        _write_own(store, client_id, mark, int(times))
    else:
        for number in range(int(times)):
            if how == "add":
                _add(store, client_id, f"{mark}{number}")
            else:
                _put_mark(store, client_id, f"{mark}{number}")


if __name__ == "__main__":
    main(*sys.argv[1:])
