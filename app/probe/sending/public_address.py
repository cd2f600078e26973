"""The public address that a mail host sees, held against what is saved and what SPF says."""

from __future__ import annotations

import ipaddress

from app.domain.finding import Finding, State
from app.domain.spf.result import SpfResult, SpfVerdict
from app.probe.sending.steps import Steps


def judge_public_spf(steps: Steps, address: str, sender: str, found: SpfResult) -> Finding:
    """Say what receivers conclude from the address that the mail host sees."""
    values = {
        "address": address,
        "domain": sender.rpartition("@")[2],
        "result": found.result.value,
    }
    evidence = f"{address}: {found.result.value}\n{found.trace.record or 'no record'}"
    match found.result:
        case SpfVerdict.PASS:
            return steps.finding("relay.spf.passes", evidence, values=values)
        case SpfVerdict.TEMPERROR:
            state = State.UNTOLD
            return steps.finding("relay.spf.untold", evidence, state=state, values=values)
        case _:
            return steps.finding("relay.spf.fails", evidence, values=values)


def covers(saved: str, address: str) -> bool:
    """Say whether a saved address or range holds this address."""
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(saved.strip(), strict=False)
    except (ValueError, TypeError):
        return False
