"""dnspython as a client of the practice tenant's name server."""

from __future__ import annotations

import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver
import pytest

from app.practice import PracticeTenant

ADDRESS = "127.0.0.1"


def ask(
    tenant: PracticeTenant, name: str, kind: str, *, tcp: bool = False, payload: int = 1232
) -> dns.message.Message:
    query = dns.message.make_query(name, kind, use_edns=0 if payload else -1, payload=payload)
    send = dns.query.tcp if tcp else dns.query.udp
    return send(query, ADDRESS, timeout=5, port=tenant.cloud.dns.port)


def texts(answer: dns.message.Message) -> list[str]:
    return [rdata.to_text() for rrset in answer.answer for rdata in rrset]


@pytest.mark.parametrize("tcp", [False, True])
@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("contoso.test", "MX", "0 contoso-test.mail.protection.outlook.test."),
        ("contoso-test.mail.protection.outlook.test", "A", "127.0.0.1"),
        ("_dmarc.contoso.test", "TXT", '"v=DMARC1; p=reject; rua=mailto:dmarc@contoso.test"'),
        ("_smtp._tls.contoso.test", "TXT", '"v=TLSRPTv1; rua=mailto:tls@contoso.test"'),
        ("fabrikam.test", "MX", "10 mail.fabrikam.test."),
        ("1.0.0.127.in-addr.arpa", "PTR", "office.contoso.test."),
        ("CONTOSO.TEST", "MX", "0 contoso-test.mail.protection.outlook.test."),
    ],
)
def test_records_are_answered_with_authority(
    tenant: PracticeTenant, name: str, kind: str, expected: str, *, tcp: bool
) -> None:
    answer = ask(tenant, name, kind, tcp=tcp)
    assert [text.lower() for text in texts(answer)] == [expected.lower()]
    assert answer.flags & dns.flags.AA
    assert answer.rcode() == dns.rcode.NOERROR


def test_resolver_follows_dkim_aliases_to_the_key(tenant: PracticeTenant) -> None:
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [ADDRESS], tenant.cloud.dns.port
    for selector in ("selector1", "selector2"):
        found = resolver.resolve(f"{selector}._domainkey.contoso.test", "TXT")
        key = b"".join(next(iter(found)).strings)
        assert key.startswith(b"v=DKIM1; k=rsa; p=MII")
        assert found.canonical_name.to_text().endswith(f"{tenant.cloud.dns.dkim_suffixes[0]}.")


def test_alias_alone_is_given_when_it_is_asked_for(tenant: PracticeTenant) -> None:
    answer = ask(tenant, "autodiscover.contoso.test", "CNAME")
    assert texts(answer) == [f"{tenant.cloud.dns.autodiscover}."]


@pytest.mark.parametrize(
    ("name", "kind", "rcode"),
    [
        ("nosuch.contoso.test", "A", dns.rcode.NXDOMAIN),
        ("nosuch.test", "MX", dns.rcode.NXDOMAIN),
        ("contoso.test", "AAAA", dns.rcode.NOERROR),
        ("_domainkey.contoso.test", "TXT", dns.rcode.NOERROR),
    ],
)
def test_absence_is_told_apart_and_carries_the_soa(
    tenant: PracticeTenant, name: str, kind: str, rcode: int
) -> None:
    answer = ask(tenant, name, kind)
    assert answer.rcode() == rcode
    assert not answer.answer
    assert [rrset.rdtype for rrset in answer.authority] == [dns.rdatatype.SOA]


def test_domain_of_others_is_refused_not_denied(tenant: PracticeTenant) -> None:
    assert ask(tenant, "example.com", "MX").rcode() == dns.rcode.REFUSED


def test_long_answer_is_cut_over_udp_and_whole_over_tcp(tenant: PracticeTenant) -> None:
    name = "selector1._domainkey.contoso.test"
    cut = ask(tenant, name, "TXT", payload=0)
    assert cut.flags & dns.flags.TC
    assert cut.edns == -1
    whole = ask(tenant, name, "TXT", tcp=True)
    assert not whole.flags & dns.flags.TC
    assert len(whole.answer) == 2
    with_edns = ask(tenant, name, "TXT")
    assert with_edns.edns == 0
    assert len(with_edns.answer) == 2


def test_other_operations_and_classes_are_not_served(tenant: PracticeTenant) -> None:
    update = dns.message.make_query("contoso.test", "SOA")
    update.set_opcode(dns.opcode.UPDATE)
    chaos = dns.message.make_query("version.bind", "TXT", "CH")
    codes = [
        dns.query.tcp(query, ADDRESS, timeout=5, port=tenant.cloud.dns.port).rcode()
        for query in (update, chaos)
    ]
    assert codes == [dns.rcode.NOTIMP, dns.rcode.REFUSED]


def test_scenarios_change_the_zones_and_change_them_back(tenant: PracticeTenant) -> None:
    selector = "selector1._domainkey.contoso.test"
    tenant.switch("dkim_not_enabled")
    answer = ask(tenant, selector, "TXT")
    assert answer.rcode() == dns.rcode.NXDOMAIN
    assert [rrset.rdtype for rrset in answer.answer] == [dns.rdatatype.CNAME]
    tenant.switch("no_spf")
    assert not texts(ask(tenant, "contoso.test", "TXT"))
    tenant.switch("mx_elsewhere")
    assert texts(ask(tenant, "contoso.test", "MX")) == ["10 mail.fabrikam.test."]
    tenant.switch("all_well")
    assert texts(ask(tenant, "contoso.test", "TXT"))[0].startswith('"v=spf1 ')
    assert len(ask(tenant, selector, "TXT").answer) == 2
