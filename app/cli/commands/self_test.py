"""`sendwright self-test`."""

from __future__ import annotations

import click

from app.cli import output
from app.cli.options import json_option, run_async
from app.services.installation.self_test import self_test
from app.services.result import make_result


@click.command("self-test")
@json_option
def command(*, as_json: bool) -> None:
    """Prove that this installation works: data, TLS, keyring, Qt, one delivery on loopback."""
    findings = run_async(self_test())
    output.finish(make_result("self-test", findings=findings), as_json=as_json)
