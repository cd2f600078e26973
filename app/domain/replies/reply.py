"""Reads a server's words: which known reply they are, by phrase first and by code second.

A whole pasted blob is taken: log prefixes, several replies, wrapped lines and HTML are expected.
Everything here is linear in the length of the text and raises nothing, whatever the text is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from app.domain.finding import Severity, rank_of
from app.domain.replies.markup import to_text
from app.domain.replies.match import SIGN_IN, Pattern, Segment, score_of, squash

LONGEST_TEXT = 200_000
"""More is cut: no reply or bounce that a person pastes is longer."""
_MOST_REPLIES = 200
"""Chosen: a log of a whole session has some twenty, and each costs a pass over all rules."""
_MOST_BARE_CODES = 8
"""Chosen: where no reply can be told from the rest, more numbers are no codes any more."""

GENERIC_PREFIX = "reply.generic."
PROGRAM_PREFIX = "program."

_SPACE = re.compile(r"\s+")
_LOG_PREFIX = re.compile(
    r"^[\s>|*]{0,20}"
    r"(?:\[?(?:[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[T ])?[0-9]{2}:[0-9]{2}[0-9:.,Z+-]{0,20}\]?\s{1,4})?"
    r"(?:<<<|<--|<-|<~\*{0,2}|S:|SERVER:|Server response:|Response:|Recv:|\[SMTP\])?\s{0,4}",
    re.IGNORECASE,
)
_REPLY = re.compile(
    r"(?<![\w.])([245][0-5][0-9])([ -])(?:#?([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![\w]))?"
)
_ENHANCED = re.compile(r"(?<![\w.])([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![\w]|\.[0-9])")
_BARE_CODE = re.compile(r"(?<![\w.])(?<!\bline )([245][0-5][0-9])(?![\w]|\.[0-9])")
"""No second digit is over 5 (RFC 5321, 4.2); so the ports 465 and 587 are not taken for codes, and
neither are the line numbers of a traceback."""
_TOKEN = re.compile(r"\S+")
_AADSTS = re.compile(r"AADSTS[0-9]{4,8}", re.IGNORECASE)
_SERVER_TAIL = re.compile(
    r"\[(?:Hostname=)?([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,7}\.[A-Za-z]{2,63})"
    r"(?:\s+([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,16}Z)\s+([0-9A-Za-z]{6,40}))?\]"
)
_TRACE = re.compile(
    r"(trace|correlation) id:\s{0,4}([0-9a-f]{8}-[0-9a-f-]{20,30})"
    r"|timestamp:\s{0,4}([0-9][0-9TZ :.-]{9,30})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One known reply: the finding it stands for and how it is recognised."""

    code: str
    severity: Severity
    patterns: tuple[Pattern, ...]

    @property
    def is_generic(self) -> bool:
        """It knows a class of codes, not this reply."""
        return self.code.startswith(GENERIC_PREFIX)

    @property
    def is_of_program(self) -> bool:
        """It knows what a sending program says by itself, not a server's reply."""
        return self.code.startswith(PROGRAM_PREFIX)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportTail:
    """What Microsoft's support asks for: which server, when, and the id of the event."""

    server: str = ""
    time: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """What a text was read as."""

    code: str
    """Finding code; empty where not even a class of codes is in the text."""
    is_generic: bool
    others: tuple[str, ...] = ()
    """Finding codes of the other replies in the text, worst first."""
    reply_codes: tuple[str, ...] = ()
    """Such as `535 5.7.139`, in order of appearance, each once."""
    support: SupportTail = SupportTail()


def classify(text: str, rules: Sequence[Rule], stage: str = "") -> Classified:
    """Name the reply in this text; the worst and most specific wins, the others are listed."""
    clean = _clean(text)
    segments = _split(clean)
    hits = [hit for segment in segments if (hit := _best(segment, rules, stage))]
    hits += [(SIGN_IN, rule) for rule in _sign_in_rules(clean, rules)]
    hits = _prefer_the_server(hits)
    hits.sort(key=lambda hit: (hit[1].is_generic, rank_of(hit[1].severity), -hit[0]))
    codes = tuple(dict.fromkeys(rule.code for _, rule in hits))
    winner = hits[0][1] if hits else None
    return Classified(
        code=winner.code if winner else "",
        is_generic=winner is None or winner.is_generic,
        others=tuple(code for code in codes[1:] if not code.startswith(GENERIC_PREFIX)),
        reply_codes=_list_codes(segments, clean),
        support=_read_tail(clean),
    )


def _prefer_the_server(hits: list[tuple[float, Rule]]) -> list[tuple[float, Rule]]:
    """Leave out what the program says around a server's reply that is known."""
    if any(not (rule.is_generic or rule.is_of_program) for _, rule in hits):
        return [hit for hit in hits if not hit[1].is_of_program]
    return hits


def _clean(text: str) -> str:
    """Undo what pasting does: tags, entities, quoted-printable ends, quotes, log prefixes."""
    text = to_text(text[:LONGEST_TEXT]).replace("=\r\n", "").replace("=\n", "")
    text = text.replace("’", "'").replace("\x00", "")
    return "\n".join(_LOG_PREFIX.sub("", line, count=1) for line in text.splitlines())


def _without_path(token: re.Match[str]) -> str:
    """Folders have numbers of their own; one slash alone may stand between a code and its class."""
    slashes = token[0].count("/") + token[0].count("\\")
    return "" if slashes > 1 else token[0]


def _split(text: str) -> list[Segment]:
    """Cut at each reply code; lines of one reply (`535-…`, `535 …`) stay together."""
    starts: list[re.Match[str]] = []
    for found in _REPLY.finditer(text):
        at_line_start = found.start() == 0 or text[found.start() - 1] == "\n"
        if (at_line_start or found.group(3)) and len(starts) < _MOST_REPLIES:
            starts.append(found)
    if not starts:
        codes = _BARE_CODE.findall(_TOKEN.sub(_without_path, text))
        return [_segment(codes[:_MOST_BARE_CODES], text)] if text.strip() else []
    segments = [_segment([], text[: starts[0].start()])] if starts[0].start() else []
    ends = [found.start() for found in starts[1:]] + [len(text)]
    lines: list[tuple[re.Match[str], str]] = []
    for found, end in zip(starts, ends, strict=True):
        if lines and lines[-1][0].group(1) != found.group(1):
            segments.append(_join(lines))
            lines = []
        lines.append((found, text[found.end() : end]))
        if found.group(2) == " ":
            segments.append(_join(lines))
            lines = []
    return [*segments, _join(lines)] if lines else segments


def _join(lines: Sequence[tuple[re.Match[str], str]]) -> Segment:
    """Make one reply of its lines; the codes that begin each do not part its words."""
    words = " ".join(words for _, words in lines)
    stated = frozenset(found.group(3) for found, _ in lines if found.group(3))
    plain = _segment([lines[0][0].group(1)], words)
    return replace(plain, enhanced=plain.enhanced | stated)


def _segment(reply: Iterable[str], words: str) -> Segment:
    return Segment(frozenset(reply), frozenset(_ENHANCED.findall(words)), squash(words))


def _best(segment: Segment, rules: Sequence[Rule], stage: str) -> tuple[float, Rule] | None:
    is_refusal = any(code[0] in "45" for code in segment.reply | segment.enhanced)
    scored = (
        (score_of(pattern, segment, stage), rule)
        for rule in rules
        if not (is_refusal and rule.is_of_program)
        for pattern in rule.patterns
    )
    hits = [(score, rule) for score, rule in scored if score > 0]
    return max(hits, key=lambda hit: (not hit[1].is_generic, hit[0]), default=None)


def _sign_in_rules(text: str, rules: Sequence[Rule]) -> Iterable[Rule]:
    named = {found.upper() for found in _AADSTS.findall(text)}
    if not named:
        return ()
    return (
        rule for rule in rules if named & set(chain(*(pattern.codes for pattern in rule.patterns)))
    )


def _list_codes(segments: Sequence[Segment], text: str) -> tuple[str, ...]:
    pairs = (
        " ".join((*sorted(segment.reply)[:1], *sorted(segment.enhanced)[:1]))
        for segment in segments
    )
    signs = (found.upper() for found in _AADSTS.findall(text))
    return tuple(dict.fromkeys(code for code in chain(pairs, signs) if code))


def _read_tail(text: str) -> SupportTail:
    flat = _SPACE.sub(" ", text)
    if found := max(_SERVER_TAIL.finditer(flat), key=lambda one: bool(one.group(3)), default=None):
        return SupportTail(
            server=found.group(1), time=found.group(2) or "", id=found.group(3) or ""
        )
    trace, time = "", ""
    for found in _TRACE.finditer(flat):
        trace = found.group(2) if (found.group(1) or "").lower() == "trace" else trace
        time = found.group(3) or time
    return SupportTail(time=time.strip(), id=trace)
