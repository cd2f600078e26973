"""Applications that mail by themselves, with their exported settings."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.consumers.conftest import Way
from tests.consumers.system import System, listens, need_system, wait_for
from tests.independent.machine import LOOPBACK, free_port, need

_ALERT = [{"labels": {"alertname": "PaperOut"}, "annotations": {"summary": "No paper."}}]


@pytest.mark.proves("alertmanager", "password", "relay")
@pytest.mark.parametrize("way", ["password", "relay"], indirect=True)
def test_alertmanager_mails_an_alert(way: Way, open_folder: Path) -> None:
    need("prometheus-alertmanager")
    need_system()
    folder = open_folder / f"alertmanager-{way.name}"
    configuration = way.office.place("alertmanager", folder / "export") / "alertmanager.yml"
    to = f"alerts-{way.name}@dest.test"
    text = configuration.read_text("utf-8")
    text = text.replace(f'to: "{way.office.lab.user}"', f'to: "{to}"')
    # The README says to keep one's own routes; this one does not wait for a second alert.
    text = text.replace("route:\n", "route:\n  group_wait: 0s\n")
    configuration.write_text(text, "utf-8")
    port = free_port()
    lines = f"""
mkdir -p /etc/alertmanager
printf %s "$SMTP_PASSWORD" > /etc/alertmanager/smtp-password
exec prometheus-alertmanager --config.file={configuration} --storage.path={folder}/data \\
    --web.listen-address={LOOPBACK}:{port} --cluster.listen-address=
"""
    system = System("", folder, way.hosts)
    with system.running(lines, way.office.environment(folder)) as log:
        wait_for(lambda: listens(port), f"it listens on {port}", log)
        raise_alert(port)
        wait_for(lambda: way.arrived(to), f"{to} has an alert", log)
    way.assert_arrived(to)


def raise_alert(port: int) -> None:
    connection = HTTPConnection(LOOPBACK, port, timeout=20)
    alerts = [{**alert, "startsAt": datetime.now(UTC).isoformat()} for alert in _ALERT]
    headers = {"Content-Type": "application/json"}
    connection.request("POST", "/api/v2/alerts", json.dumps(alerts), headers)
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    assert answer.status == 200, said
