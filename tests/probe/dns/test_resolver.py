from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from typing import Any

import pytest

from app.domain.finding import State
from app.domain.records.lookup import Lookup, LookupReason
from app.probe.dns.resolver import DnsPythonResolver
from tests.zone_server import Faults, ZoneServer

ZONES = {
    "contoso.test": {
        "MX": ["20 b.contoso.test.", "10 a.contoso.test."],
        "TXT": ["v=spf1 include:spf.out|look.test -all", "other"],
    },
    "a.contoso.test": {"A": ["192.0.2.1"]},
    "alias.contoso.test": {"CNAME": ["middle.contoso.test."]},
    "middle.contoso.test": {"CNAME": ["a.contoso.test."]},
    "gone.contoso.test": {"CNAME": ["nowhere.other.test."]},
    "loop.contoso.test": {"CNAME": ["pool.contoso.test."]},
    "pool.contoso.test": {"CNAME": ["loop.contoso.test."]},
    "large.contoso.test": {"TXT": ["x" * 250 + "|" + "y" * 250 + f"|{n}" * 200 for n in range(8)]},
    "odd.contoso.test": {"TXT": ["grüße \x1b[31m", "\udcff raw"]},
    **{f"c{n}.contoso.test": {"CNAME": [f"c{n + 1}.contoso.test."]} for n in range(12)},
    "c12.contoso.test": {"A": ["192.0.2.12"]},
    **{f"d{n}.contoso.test": {"CNAME": [f"d{n + 1}.contoso.test."]} for n in range(20)},
}


def ask(
    name: str, kind: str, *, faults: Faults | None = None, deadline_s: float = 2.0
) -> tuple[Lookup, ZoneServer]:
    async def run() -> Lookup:
        resolver = DnsPythonResolver((server.host,), server.port, deadline_s=deadline_s)
        return await resolver.lookup(name, kind)

    with ZoneServer(ZONES, faults) as server:
        return asyncio.run(run()), server


def test_lookup_mx_gives_records_in_presentation_form() -> None:
    found, _ = ask("Contoso.Test.", "MX")
    assert found.state is State.FOUND
    assert set(found.records) == {"10 a.contoso.test.", "20 b.contoso.test."}


def test_lookup_txt_joins_strings_without_a_blank() -> None:
    found, _ = ask("contoso.test", "TXT")
    assert "v=spf1 include:spf.outlook.test -all" in found.records


def test_lookup_txt_keeps_non_ascii_text_non_ascii() -> None:
    found, _ = ask("odd.contoso.test", "TXT")
    assert set(found.records) == {"grüße \x1b[31m", "ÿ raw"}


def test_lookup_alias_collects_the_chain() -> None:
    found, _ = ask("alias.contoso.test", "A")
    assert found.records == ("192.0.2.1",)
    assert found.aliases == ("middle.contoso.test", "a.contoso.test")


def test_lookup_alias_of_a_server_that_does_not_chase_is_followed() -> None:
    found, server = ask("alias.contoso.test", "A", faults=Faults(no_chase=True))
    assert found.records == ("192.0.2.1",)
    assert server.asked["middle.contoso.test", "A"] == 1


def test_lookup_alias_to_a_missing_name_is_absent_and_names_it() -> None:
    found, _ = ask("gone.contoso.test", "TXT")
    assert found.reason is LookupReason.NO_SUCH_NAME
    assert found.aliases == ("nowhere.other.test",)


@pytest.mark.parametrize("no_chase", [False, True])
def test_lookup_alias_loop_is_named(*, no_chase: bool) -> None:
    found, _ = ask("loop.contoso.test", "A", faults=Faults(no_chase=no_chase))
    assert (found.reason, found.state) == (LookupReason.ALIAS_LOOP, State.UNTOLD)
    assert "loop.contoso.test → pool.contoso.test → loop.contoso.test" in found.detail


def test_lookup_alias_loop_behind_a_server_that_gives_up_is_named() -> None:
    faults = Faults(servfail={"loop.contoso.test": (0, "")}, no_chase=True)
    found, _ = ask("loop.contoso.test", "TXT", faults=faults)
    assert found.reason is LookupReason.ALIAS_LOOP


@pytest.mark.parametrize("no_chase", [False, True])
def test_lookup_twelve_aliases_are_followed(*, no_chase: bool) -> None:
    found, _ = ask("c0.contoso.test", "A", faults=Faults(no_chase=no_chase))
    assert found.records == ("192.0.2.12",)
    assert len(found.aliases) == 12


@pytest.mark.parametrize("no_chase", [False, True])
def test_lookup_more_aliases_than_the_cap_is_said(*, no_chase: bool) -> None:
    found, _ = ask("d0.contoso.test", "A", faults=Faults(no_chase=no_chase))
    assert (found.reason, found.state) == (LookupReason.ALIAS_TOO_LONG, State.UNTOLD)


@pytest.mark.parametrize(
    ("name", "kind", "faults", "reason"),
    [
        ("none.contoso.test", "A", Faults(), LookupReason.NO_SUCH_NAME),
        ("contoso.test", "AAAA", Faults(), LookupReason.NO_SUCH_RECORD),
        ("contoso.test", "MX", Faults(refused={"*"}), LookupReason.REFUSED),
        ("contoso.test", "MX", Faults(silent={"*"}), LookupReason.TIMED_OUT),
        ("contoso.test", "MX", Faults(garbled={"*"}), LookupReason.MALFORMED),
        ("large.contoso.test", "TXT", Faults(no_tcp=True), LookupReason.TRUNCATED),
        ("a..contoso.test", "A", Faults(), LookupReason.MALFORMED),
        ("x" * 64 + ".test", "A", Faults(), LookupReason.MALFORMED),
    ],
)
def test_lookup_each_failure_is_told_apart(
    name: str, kind: str, faults: Faults, reason: LookupReason
) -> None:
    found, _ = ask(name, kind, faults=faults, deadline_s=1.0)
    assert found.reason is reason


def test_lookup_server_failure_keeps_the_extended_error() -> None:
    faults = Faults(servfail={"*": (6, "signature of contoso.test is wrong")})
    found, _ = ask("contoso.test", "MX", faults=faults)
    assert found.reason is LookupReason.SERVER_FAILED
    assert "DNSSEC Bogus" in found.detail
    assert "signature of contoso.test is wrong" in found.detail


def test_lookup_truncated_answer_is_asked_again_over_tcp() -> None:
    found, server = ask("large.contoso.test", "TXT")
    assert len(found.records) == 8
    assert server.over_tcp == 1


def test_lookup_forged_answers_are_ignored() -> None:
    found, _ = ask("contoso.test", "TXT", faults=Faults(forged={"*"}))
    assert "v=spf1 include:spf.outlook.test -all" in found.records


def test_lookup_server_without_edns_is_asked_without() -> None:
    found, _ = ask("a.contoso.test", "A", faults=Faults(no_edns=True))
    assert found.records == ("192.0.2.1",)


def test_lookup_authenticated_flag_is_kept() -> None:
    found, _ = ask("a.contoso.test", "A", faults=Faults(authenticated={"a.contoso.test"}))
    assert found.authenticated


def run_with_server(use: Coroutine[Any, Any, None], server: ZoneServer) -> None:
    with server:
        asyncio.run(use)


def test_lookup_same_question_is_asked_once() -> None:
    async def use() -> None:
        resolver = DnsPythonResolver((server.host,), server.port)
        await asyncio.gather(*(resolver.lookup("contoso.test", "MX") for _ in range(50)))
        await resolver.lookup("CONTOSO.test.", "mx")

    server = ZoneServer(ZONES)
    run_with_server(use(), server)
    assert server.asked["contoso.test", "MX"] == 1


def test_lookup_one_waiter_cancelled_leaves_the_others_their_answer() -> None:
    async def use() -> None:
        resolver = DnsPythonResolver((server.host,), server.port)
        first = asyncio.create_task(resolver.lookup("contoso.test", "MX"))
        second = asyncio.create_task(resolver.lookup("contoso.test", "MX"))
        await asyncio.sleep(0)
        first.cancel()
        assert (await second).state is State.FOUND
        assert first.cancelled()

    server = ZoneServer(ZONES)
    run_with_server(use(), server)


def test_lookup_last_waiter_cancelled_ends_the_question() -> None:
    async def use() -> None:
        resolver = DnsPythonResolver((server.host,), server.port)
        task = asyncio.create_task(resolver.lookup("contoso.test", "MX"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    server = ZoneServer(ZONES, Faults(silent={"*"}))
    run_with_server(use(), server)


def test_lookup_goes_on_to_the_second_server() -> None:
    async def use() -> None:
        resolver = DnsPythonResolver(("127.0.0.9", server.host), server.port)
        assert (await resolver.lookup("contoso.test", "MX")).state is State.FOUND
        assert await resolver.servers() == (server.host, "127.0.0.9")

    server = ZoneServer(ZONES)
    run_with_server(use(), server)


def test_lookup_where_nobody_listens_is_unreachable_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    found = asyncio.run(DnsPythonResolver(("127.0.0.1",), port).lookup("contoso.test", "MX"))
    assert found.reason is LookupReason.UNREACHABLE


def test_lookup_dead_server_is_noticed_in_the_first_round() -> None:
    async def use() -> None:
        resolver = DnsPythonResolver((server.host,), server.port, deadline_s=0.6)
        found = await asyncio.gather(
            *(resolver.lookup(f"n{n}.contoso.test", "A") for n in range(100))
        )
        assert {lookup.reason for lookup in found} == {LookupReason.TIMED_OUT}

    server = ZoneServer(ZONES, Faults(silent={"*"}))
    run_with_server(use(), server)
    assert len(server.asked) == 32  # the first round found out; the others were spared


def test_resolver_without_servers_reads_those_of_the_system() -> None:
    assert isinstance(asyncio.run(DnsPythonResolver().servers()), tuple)


@pytest.mark.parametrize(
    "fault", [FileNotFoundError("[WinError 2]"), PermissionError("[WinError 5]")], ids=repr
)
def test_a_system_that_does_not_tell_its_servers_is_no_fault(
    fault: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Windows' registry lacks them, dnspython raises what the registry raised."""

    def unread(**_: object) -> None:
        raise fault

    monkeypatch.setattr("dns.resolver.Resolver", unread)
    seen = asyncio.run(DnsPythonResolver().lookup("contoso.com", "MX"))
    assert seen.reason in (LookupReason.UNREACHABLE, LookupReason.TIMED_OUT)
    assert seen.detail
