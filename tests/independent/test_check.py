"""`sendwright check` through a cloud file, against servers that are not ours."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tests.independent.command_line import CommandLine, Done
from tests.independent.lab import MX, Lab
from tests.independent.machine import free_port, silent_server

DOMAIN = "contoso.test"


def check(command_line: CommandLine, cloud_file: Path) -> Done:
    return command_line.run("check", DOMAIN, "--cloud", str(cloud_file), "--json")


def errors(done: Done) -> list[str]:
    """Return the codes of all errors; each must say what happened, who acts and what to do."""
    found = [item for item in done.result["findings"] if item["severity"] == "error"]
    for item in found:
        assert item["title"]
        assert item["fix"]
        assert item["who_acts"] != "nobody"
    return [item["code"] for item in found]


def test_all_is_well_where_the_lab_is_set_up_well(command_line: CommandLine, lab: Lab) -> None:
    done = check(command_line, lab.cloud_file())
    assert errors(done) == []
    assert {"smtp.connect.ok", "smtp.starttls.ok", "smtp.tls.ok"} <= done.codes
    assert done.code == 0


def test_result_is_one_object_of_the_agreed_shape(command_line: CommandLine, lab: Lab) -> None:
    result = check(command_line, lab.cloud_file()).result
    assert result["schema"] == "sendwright.check/1"
    assert datetime.fromisoformat(result["started"]).tzinfo
    assert result["elapsed_s"] > 0
    for finding in result["findings"]:
        assert finding["state"] in ("found", "absent", "untold")
        assert finding["title"]
    subjects = " ".join(finding["subject"] for finding in result["findings"])
    assert str(lab.mail.submission_port) in subjects
    assert MX in subjects


def test_a_closed_port_is_said(command_line: CommandLine, lab: Lab) -> None:
    port = free_port()
    done = check(command_line, lab.cloud_file("closed", smtp_port=port))
    assert errors(done) == ["smtp.connect.refused"]
    assert str(port) in done.finding("smtp.connect.refused")["subject"]
    assert done.code == 1


def test_a_silent_server_is_said_before_the_deadline(command_line: CommandLine, lab: Lab) -> None:
    with silent_server() as port:
        done = check(command_line, lab.cloud_file("silent", smtp_port=port))
    assert errors(done) == ["smtp.greeting.silent"]
    assert str(port) in done.finding("smtp.greeting.silent")["subject"]
    assert done.code == 1


def test_a_certificate_of_an_unknown_authority_is_said(command_line: CommandLine, lab: Lab) -> None:
    done = check(command_line, lab.cloud_file("stranger", ca_file="sign-in-root.pem"))
    assert {"smtp.tls.unknown_ca", "smtp.tls.incomplete_chain"} & set(errors(done))
    assert done.code == 1


def test_a_certificate_for_another_host_is_said(command_line: CommandLine, lab: Lab) -> None:
    cloud = lab.cloud_file("misnamed", smtp_port=lab.mail.misnamed_port)
    done = check(command_line, cloud)
    assert errors(done) == ["smtp.tls.wrong_host"]
    assert "smtp.elsewhere.test" in done.finding("smtp.tls.wrong_host")["evidence"]
    assert done.code == 1


def test_a_dead_resolver_leaves_things_untold_not_absent(
    command_line: CommandLine, lab: Lab
) -> None:
    done = check(command_line, lab.cloud_file("no-names", dns_port=free_port()))
    states = {item["state"] for item in done.result["findings"] if item["code"].startswith("dns.")}
    assert "absent" not in states
    assert "untold" in states
    assert done.code != 0
