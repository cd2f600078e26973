"""sendmail's own macros read the lines that we wrote."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.path import SendingSettings
from tests.independent.machine import UNPACKED

CF = Path("usr/share/sendmail/cf/m4/cf.m4")
MACROS = next(
    (root / CF for root in (UNPACKED / "sendmail", Path("/")) if (root / CF).exists()), CF
)


@pytest.mark.skipif(
    shutil.which("m4") is None or not MACROS.exists(), reason="m4 or sendmail-cf is not installed"
)
def test_macros_make_a_configuration_with_host_and_table(
    basic: SendingSettings, writer: Any, tmp_path: Path
) -> None:
    settings = replace(basic, username="a@contoso.com", from_address="a@contoso.com")
    lines = (writer.write("sendmail", settings) / "sendmail.mc").read_text("utf-8")
    whole = tmp_path / "whole.mc"
    whole.write_text(f"divert(0)dnl\nOSTYPE(`linux')dnl\n{lines}MAILER(`smtp')dnl\n")
    done = subprocess.run(
        ["m4", f"-D_CF_DIR_={MACROS.parent.parent}/", MACROS, whole],
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    assert "\nDS[smtp.office365.com]\n" in done.stdout
    assert "\nKauthinfo hash -o /etc/mail/authinfo\n" in done.stdout
    assert "\nO CACertFile=/etc/ssl/certs/ca-certificates.crt\n" in done.stdout
    assert "TCP $h 587" in done.stdout
