"""`sendwright advise` without a network."""

import json

import pytest

from app.cli.main import run

OLD_COPIER = ("advise", "contoso.com", "--offline", "--sender", "device", "--oauth", "no")


def advise(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = run((*OLD_COPIER, *words), open_wizard=lambda: 7)
    return code, capfd.readouterr().out


def test_advise_ranks_every_path_with_reasons(capfd: pytest.CaptureFixture[str]) -> None:
    code, out = advise(capfd, "--relay-ip", "203.0.113.10")
    assert code == 0
    assert out.startswith("recommended  Relay by IP address\n")
    assert "+ Nothing has to sign in: Microsoft knows you by your address 203.0.113.10" in out
    assert "- What sends cannot sign in with OAuth." in out
    assert out.count("impossible   ") == 3
    assert "note         It could not be told yet" in out


def test_advise_as_json_has_codes_and_sources(capfd: pytest.CaptureFixture[str]) -> None:
    code, out = advise(capfd, "--json")
    result = json.loads(out)
    assert code == 0
    assert result["schema"] == "sendwright.advise/1"
    options = result["result"]["options"]
    assert options[0]["path"] == "oauth_bridge"
    assert len(options) == 8
    remarks = [*options[0]["grounds"], *options[0]["obstacles"], *result["result"]["notes"]]
    assert all(remark["code"] and remark["sources"] for remark in remarks)


def test_advise_plans_the_volume_and_names_what_breaks_first(
    capfd: pytest.CaptureFixture[str],
) -> None:
    words = ("--per-day", "2000", "--per-minute", "90", "--recipients-per-message", "3")
    _, out = advise(capfd, *words, "--licences", "1", "--json")
    plans = {plan["path"]: plan for plan in json.loads(out)["result"]["volume"]}
    oauth = plans["smtp_auth_oauth"]
    assert oauth["breaks_first"] == "limit.messages_per_minute"
    by_name = {limit["limit"]: limit for limit in oauth["limits"]}
    assert by_name["messages_per_minute"]["asked"] == 90
    assert by_name["messages_per_minute"]["breaks"] is True
    assert by_name["recipients_per_day"]["asked"] == 6000
    assert by_name["tenant_recipients_per_day"]["allowed"] == 10000
    assert plans["relay_ip"]["breaks_first"] is None
    _, out = advise(capfd, *words, "--licences", "1")
    assert "limit: messages per minute: 90 of 30, breaks" in out
    assert "90 messages in the busiest minute, and 30 are taken" in out


def test_advise_counts_recipients_and_not_messages(capfd: pytest.CaptureFixture[str]) -> None:
    _, out = advise(capfd, "--per-day", "200", "--recipients-per-message", "100")
    assert "you asked for 20,000" in out


@pytest.mark.parametrize(
    ("purpose", "said"),
    [("newsletter", "Amazon SES or SendGrid"), ("cold_outreach", "did not ask for it")],
)
def test_advise_sends_mass_mail_beyond_microsoft_with_numbers(
    capfd: pytest.CaptureFixture[str], purpose: str, said: str
) -> None:
    _, out = advise(capfd, "--purpose", purpose)
    notes = [line for line in out.splitlines() if line.startswith("note")]
    (note,) = [line for line in notes if said in line]
    assert "30 messages a minute" in note
    assert "10,000 recipients a day" in note


def test_advise_links_each_sentence_and_gives_a_mixed_office_a_path_a_group(
    capfd: pytest.CaptureFixture[str],
) -> None:
    words = ("--device", "ricoh-cloudstream-device-management", "--device", "airlock-gateway")
    code = run(("advise", "contoso.com", "--offline", *words), open_wizard=lambda: 7)
    out = capfd.readouterr().out
    assert code == 0
    assert "group 1" in out
    assert "group 2" in out
    said = [line for line in out.splitlines() if line.strip().startswith(("+ ", "- "))]
    assert said
    assert all(line.rstrip().endswith("]") for line in said)
    assert "looked up on 20" in out


def test_advise_says_what_a_mailing_service_takes_when_the_volume_wants_one(
    capfd: pytest.CaptureFixture[str],
) -> None:
    words = ("advise", "contoso.com", "--offline", "--sender", "app", "--per-day", "60000")
    run((*words, "--json"), open_wizard=lambda: 7)
    beyond = json.loads(capfd.readouterr().out)["result"]["beyond"]
    assert [item["service"] for item in beyond] == ["amazon_ses", "sendgrid"]
    for item in beyond:
        assert item["because"]["code"] == "advice.note_bulk"
        assert item["facts"]["sources"]
        assert item["facts"]["checked"]
    run(words, open_wizard=lambda: 7)
    out = capfd.readouterr().out
    assert "beyond       Amazon SES: " in out
    assert "limit: 200 messages in 24 hours" in out
    assert "] https://docs.aws.amazon.com/ses/latest/dg/quotas.html" in out
