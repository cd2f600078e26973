"""Puts placeholders where a value belongs to one run alone; what the catalogue knows stays."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from app.practice import PracticeTenant
from tests.net.known import is_known_number, is_known_port, is_known_text
from tests.net.parts import Part
from tests.net.shell import Said
from tests.net.steady import in_any_order, steady

_GUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00| UTC)"
    r"|\b\d\d? \d\d? \d{4} \d\d:\d\d\b"  # as Qt writes it where no language is set
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \S+"
)
_PORT = re.compile(
    r"((?:localhost|127\.0\.0\.1|\[::1\]|\.test)(?::|%3A)|\bport |\"port\": \")(\d{4,5})\b",
    re.IGNORECASE,
)
_XOAUTH2 = re.compile(r"\bdXNlcj1[\w+/=]{80,}")
_LASTS = (timedelta(days=0), timedelta(days=30), timedelta(days=90), timedelta(days=180))
"""Today, how long what was removed can be brought back, how long a sign-in stays good that nobody
uses, and when to look at a client again."""
_DAY = timedelta(days=1)
_BEFORE_A_DAY = "until|bis|before|used on|read on|sie am|<version>,"
"""Days of the catalogue stand behind other words, or they would move on the day they name."""

_PLAIN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), placeholder)
    for pattern, placeholder in (
        (r"\beyJ[\w-]+\.[\w-]+\.[\w-]+", "<token>"),
        (r"\b(state|nonce|code_challenge)=[\w.~-]{20,}", r"\1=<random>"),
        (r"\b[0-9A-F]{16}(?=@)|(?<=InternalId=)[0-9A-F]{16}", "<queue-id>"),
        (r"(?<=enter the code )\S+", "<code>"),
        (r"sendwright-[0-9a-f]{16}(?=\.)", "sendwright-<random>"),
        (r"(?<=“Sendwright test )[0-9a-f]{8}\b", "<random>"),
        (r'(?<="token": ")[0-9a-f]{8}(?=")', "<random>"),
        (r"(?<=SIZE=)\d{3}$|(?<=SIZE=)\d{3}(?=\")|(?<=\()\d{3}(?= bytes of message)", "<size>"),
        (r"\b\d+ in (?:/[\w.-]+)+\.(?:crt|pem)\b", "<roots>"),
        (r"\b(sendwright-(?:practice|demo))-\w{6,}", r"\1-<random>"),
        (r"(?<=_ssl\.c:)\d+", "<line>"),
        (r'("(?:elapsed_s|at_s)": )[\d.e-]+', r"\1<time>"),
        (r'(?<="seconds": ")\d+\.\d+(?=")', "<time>"),
        (r"\(\d+ ms\)$", "(<time>)"),
        (r"^Time: .+(?= in all;)", "Time: <time>"),
        (r"^ +[\d.]+ m?s(?=  [\w.]+$)", "    <time>"),
        (r"^(Transcript of \S+), [\d.]+ m?s$", r"\1, <time>"),
        (r"^ +\d+\.\d{3}(?= [<>*] )", "    <time>"),
        (r"('elapsed_s': )[\d.e-]+", r"\1<time>"),
        (r'("version": )"[^"]+"', r'\1"<version>"'),
        (r"\b([Ss]endwright) \d+\.\d+\.\d+\S*?(?=[\s.,<)]|$)", r"\1 <version>"),
        (r'("older_than_a_year": )(?:true|false|\[[^\]]*\])', r'\1"<by date>"'),
        (r", more than a year ago", ""),
        (r"(?<=\d · )[\d.]+ m?s\b", "<time>"),
    )
)
_PROGRESS = re.compile(r"\(<time>\)$|^- .+: not run$")


@dataclass(slots=True)
class Replacer:
    """Replaces in one text after the other; what is numbered is numbered in each anew."""

    names: Mapping[str, str] = field(default_factory=dict)
    """What to put for a text of this run, such as a folder."""
    ports: Mapping[int, str] = field(default_factory=dict)

    def replace(self, text: str) -> str:
        for value, name in self.names.items():
            text = text.replace(value, name)
        text = _XOAUTH2.sub(_open_xoauth2, text)
        for pattern, placeholder in _PLAIN:
            text = pattern.sub(placeholder, text)
        text = _MOMENT.sub(_unless_known(lambda _: "<moment>"), _without_moved_days(text))
        text = _GUID.sub(_unless_known(_numbered("id")), text)
        return self._without_ports(text)

    def part(self, said: Said, title: str = "") -> Part:
        """Make a part of what a command said."""
        out, err = self.replace(steady(said.out)), self.replace(said.err)
        told = (f"! {line}".rstrip() for line in in_any_order(err.splitlines(), _PROGRESS))
        lines = (*_in_lines(out), *told, f"exit {said.code}")
        return Part(title or self.replace(" ".join(said.words)), lines)

    def _without_ports(self, text: str) -> str:
        for port, name in self.ports.items():
            text = re.sub(rf"(?<![\w.]){port}(?!\w)|(?<=%3A){port}", f"<port-{name}>", text)
        name_other = _numbered("port")

        def replace(found: re.Match[str]) -> str:
            return found[0] if is_known_port(found[2]) else found[1] + name_other(found[2])

        return _PORT.sub(replace, text)


def replacer_for(tenant: PracticeTenant, folder: Path) -> Replacer:
    """Make a replacer that knows where this tenant is."""
    return Replacer(names=names_of(folder), ports=_ports(tenant))


def names_of(folder: Path) -> dict[str, str]:
    """The names of a folder, also where it is reached by a link."""
    return {str(folder.resolve()): "<folder>", str(folder): "<folder>"}


def _in_lines(out: str) -> list[str]:
    """Break long texts in JSON where their own lines end, so that one sentence is one change."""
    return (out.replace("\\n", "\\n\n") if out.startswith("{") else out).splitlines()


@contextmanager
def start_tenant(scenario: str) -> Iterator[PracticeTenant]:
    """Start a tenant none of whose ports looks like a number that the catalogue names."""
    with ExitStack() as kept:  # one that is refused keeps its ports, so that the next gets others
        tenant = kept.enter_context(PracticeTenant(scenario))
        while any(map(is_known_number, _ports(tenant))):
            tenant = kept.enter_context(PracticeTenant(scenario))
        yield tenant


def _ports(tenant: PracticeTenant) -> dict[int, str]:
    cloud = tenant.cloud
    ports = {
        "submission": cloud.smtp.port,
        "relay": cloud.relay.port,
        "sign-in": urlsplit(cloud.identity.authority).port,
        "browser": urlsplit(tenant.introspection_url).port,
        "dns": cloud.dns.port,
    }
    return {port: name for name, port in ports.items() if port}


def _numbered(kind: str) -> Callable[[str], str]:
    """Number values in the order in which they come."""
    seen: dict[str, str] = {}

    def replace(value: str) -> str:
        return seen.setdefault(value.lower(), f"<{kind}-{len(seen) + 1}>")

    return replace


def _unless_known(name: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
    return lambda found: found[0] if is_known_text(found[0]) else name(found[0])


def _without_moved_days(text: str) -> str:
    """Replace today, and what is counted from today, where such a day stands.

    As a value in JSON it stands anywhere but where the catalogue says when somebody last looked.
    """
    now = datetime.now(UTC)
    for middle in (now + lasts for lasts in _LASTS):
        for day in (middle - _DAY, middle, middle + _DAY):
            text = re.sub(rf"({_BEFORE_A_DAY}) {day:%Y-%m-%d}", r"\1 <day>", text)
            text = re.sub(rf'("(?!checked)\w+": )"{day:%Y-%m-%d}"', r'\1"<day>"', text)
            text = text.replace(f"{day:%A}, {day.day} {day:%B} {day.year}", "<day>")
    return text


def _open_xoauth2(found: re.Match[str]) -> str:
    try:
        text = base64.b64decode(found[0], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return found[0]
    return f"<base64 of {text!r}>"
