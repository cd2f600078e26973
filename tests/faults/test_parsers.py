"""Every parser, and any input: nothing but its own error, and no more than linear time."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.catalogue.replies import explain_text
from app.cli.resolving import parse_resolver
from app.domain.address import DomainName, EmailAddress
from app.domain.certificates.files import read_certificates
from app.domain.errors import AppError
from app.domain.organisation.draft import parse_ip
from app.domain.records.dkim import parse_dkim, parse_target, select_dkim
from app.domain.records.dmarc import parse_dmarc, select_dmarc
from app.domain.records.mta_sts import parse_sts_id, parse_sts_policy
from app.domain.records.mx import parse_mx
from app.domain.records.tags import RecordError, parse_tags
from app.domain.records.tls_rpt import parse_tls_rpt
from app.domain.replies.bounce import read_mail
from app.domain.replies.markup import to_text
from app.domain.replies.reply import classify
from app.domain.spf.macro import parse_domain_spec, parse_macro_string
from app.domain.spf.proposal import propose_spf
from app.domain.spf.record import parse_spf, select_spf
from app.domain.tokens.claims import read_claims
from app.domain.visible import make_visible
from app.probe.smtp.reply import Features, Reply
from app.probe.smtp.sasl import decode_challenge
from app.probe.smtp.server_certificate import read_server_certificate
from app.probe.smtp.transcript import Transcript

CATALOGUE = Catalogue()
OWN = (AppError, RecordError)


def _transcript(text: str) -> str:
    transcript = Transcript()
    transcript.hide("a secret of some length")
    return transcript.clean(text)


@dataclass(frozen=True)
class Parser:
    """A parser, and the beginnings that lead deep into it."""

    name: str
    run: Callable[[str], object]
    starts: tuple[str, ...] = ("",)
    pieces: tuple[str, ...] = ()


PARSERS = (
    Parser("spf", parse_spf, ("v=spf1 ",), ("a:x ", "include:%{d}", "ip4:1.2.3.4/", "redirect=")),
    Parser("spf.select", lambda text: select_spf((text,)), ("v=spf1",), (" ",)),
    Parser("spf.macro", parse_macro_string, ("",), ("%{d", "%{s1r.-}", "%%", "%_", "}")),
    Parser("spf.domain", parse_domain_spec, ("",), ("%{d}.", "a.", "..")),
    Parser("spf.proposal", lambda t: propose_spf([t], include="x.test", addresses=["192.0.2.1"]),
           ("v=spf1 ",), ("include:a ", "ip4: ", "~all ")),
    Parser("dkim", parse_dkim, ("v=DKIM1; p=",), ("k=rsa; ", "A", "=;", " ")),
    Parser("dkim.select", lambda text: select_dkim((text,)), ("v=DKIM1",), ("; ",)),
    Parser("dkim.target", lambda text: parse_target(text, (".onmicrosoft.com",)),
           ("selector1-",), ("-", "._domainkey.", ".onmicrosoft.com")),
    Parser("dmarc", parse_dmarc, ("v=DMARC1; p=none; ",), ("rua=mailto:a@b,", "x=1;", ";", "!10m")),
    Parser("dmarc.select", lambda text: select_dmarc((text,)), ("v=DMARC1",), (" ", ";")),
    Parser("tags", parse_tags, ("a=b",), (";", "a=", " \t")),
    Parser("mx", lambda text: parse_mx((text,)), ("10 ",), ("a.", " ")),
    Parser("mta_sts.id", parse_sts_id, ("v=STSv1; id=",), ("1", ";")),
    Parser("mta_sts.policy", parse_sts_policy, ("version: STSv1\n",), ("mx: *.\n", "mode", ":")),
    Parser("tls_rpt", parse_tls_rpt, ("v=TLSRPTv1; rua=",), ("mailto:a@b,", ";")),
    Parser("reply", lambda text: classify(text, CATALOGUE.reply_rules), ("550 5.7.1 ",),
           ("550-5.", "535 5.7.139 ", "AADSTS", "[a.b.", "<p ", "=\n", "&amp", "2026-11-23 ")),
    Parser("explain", lambda text: explain_text(CATALOGUE, text), ("Received: x\nFrom: a\n\n",),
           ("550 ", "\n", "Final-Recipient: ")),
    Parser("mail", read_mail, ("Received: by x;\nFrom: a\n",),
           ("Received: from a by b; ", "\n", "(", "=?utf-8?q?", "--b\n", "Content-Type: ")),
    Parser("markup", to_text, ("<html>",), ("<style>", "<p ", "</", "<a x=", "&#")),
    Parser("domain", DomainName.parse, ("https://",), ("a.", "xn--", "@", "%", "/", "ü")),
    Parser("address", EmailAddress.parse, ("a@b.c",), ('"', "@", ".", "ü", "\\")),
    Parser("ip", parse_ip, ("",), ("1.", ":", "[", "%")),
    Parser("resolver", parse_resolver, ("[",), ("1.", ":", "]")),
    Parser("visible", make_visible, ("",), ("\u202e", "\x1b[", "a")),
    Parser("token", read_claims, ("eyJ.",), ("A", ".", "=")),
    Parser("challenge", decode_challenge, ("e30",), ("=", "A", "eyJ")),
    Parser("features", lambda text: Features.read(Reply(code=250, lines=tuple(text.splitlines()))),
           ("250-hi\n",), ("250-AUTH=LOGIN ", "\n", "SIZE ", "[IPv6:")),
    Parser("public address", lambda text: Features.read(
        Reply(code=250, lines=(f"250 {text}",))).seen_address, ("Hello [",), ("1.", "::", "[")),
    Parser("greeting date", lambda text: Reply(code=220, lines=(text,)).date,
           ("220 x at ",), ("Mon, 1 Jan 2026 ", "Mon, ", "12:")),
    Parser("transcript", _transcript, ("",), ("a secret ", "YSBzZWNyZXQ", "abcdefghijkl")),
    Parser("certificate", lambda text: read_server_certificate(text.encode("utf-8", "replace")),
           ("0\x82",), ("0\x82\x7f\x7f", "\x06\x03", "\x00")),
    Parser("certificate files", lambda text: read_certificates(text.encode("utf-8", "replace")),
           ("-----BEGIN CERTIFICATE-----\n",),
           ("-----BEGIN CERTIFICATE-----\n", "AAAA", "-----END CERTIFICATE-----\n")),
)  # fmt: skip


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_any_text_gives_a_value_or_the_parsers_own_error(parser: Parser) -> None:
    parts = st.one_of(st.sampled_from(parser.pieces), st.text(max_size=8))

    @given(st.sampled_from((*parser.starts, "")), st.lists(parts, max_size=12))
    def check(start: str, pieces: list[str]) -> None:
        with suppress(*OWN):
            parser.run(start + "".join(pieces))

    check()


SMALL, TIMES = 4_000, 8
"""A quadratic parser needs 64 times as long for 8 times as much."""
MOST = 24.0
FLOOR_S = 0.002
"""Less than this is the clock's noise, not the parser's work."""


def spent(parser: Parser, text: str) -> float:
    """Processor time, not time on the wall; the best of three is the least disturbed."""

    def once() -> float:
        began = time.process_time()
        with suppress(*OWN):
            parser.run(text)
        return time.process_time() - began

    return min(once() for _ in range(3))


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_time_grows_no_faster_than_the_text(parser: Parser) -> None:
    for piece in (*parser.pieces, "".join(parser.pieces), " ", "a"):
        small, large = (
            parser.starts[0] + piece * (size // len(piece)) for size in (SMALL, SMALL * TIMES)
        )
        before = max(spent(parser, small), FLOOR_S)
        assert spent(parser, large) < before * MOST, repr(piece)
