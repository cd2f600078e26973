"""The list “SMTP AUTH clients” of the practice tenant, as an admin center exports it."""

from __future__ import annotations

import csv
import io

from app.practice.facts import OrganisationFacts

_HEADER = (
    "Sender address",
    "Domain",
    "TLS 1.0",
    "TLS 1.1",
    "TLS 1.2",
    "TLS 1.3",
    "Authentication Protocol",
    "Messages sent",
)


def write_sender_list(organisation: OrganisationFacts) -> bytes:
    """Write who sends by SMTP AUTH as CSV in UTF-8."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(_HEADER)
    for one in organisation.auth_client:
        old, new = f"{one.old_tls_percent}%", f"{100 - one.old_tls_percent}%"
        domain = one.sender.partition("@")[2]
        table.writerow((one.sender, domain, old, "0%", new, "0%", one.protocol, one.messages))
    return text.getvalue().encode("utf-8")
