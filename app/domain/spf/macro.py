"""The macros of SPF (RFC 7208, section 7): their grammar and their expansion."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote

from app.domain.records.tags import RecordError, shorten

_DOMAIN_LETTERS = "slodipvh"
_TEXT_LETTERS = _DOMAIN_LETTERS + "crt"
_EXPAND = re.compile(r"%\{([A-Za-z])([0-9]*)([rR]?)([-.+,/_=]*)\}")
_ESCAPES = {"%%": "%", "%_": " ", "%-": "%20"}
_TOP_LABEL = re.compile(r"(?=.*[A-Za-z-])[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\Z")
_MAX_NAME = 253
"""RFC 7208, 7.3: a longer name loses labels on its left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """One `%{…}`: what is put in, and how it is cut."""

    letter: str
    """As written; upper case asks for URL escaping."""
    keep: int | None = None
    """How many of the rightmost parts stay; None keeps all."""
    reverse: bool = False
    delimiters: str = "."


Token = str | Expansion


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroString:
    """A parsed macro-string: literal text and expansions."""

    text: str
    """As written."""
    tokens: tuple[Token, ...]

    @property
    def is_literal(self) -> bool:
        """Nothing in it depends on who sends."""
        return all(isinstance(token, str) for token in self.tokens)

    @property
    def needs_validated_name(self) -> bool:
        """It has a `%{p}`, which costs questions to DNS."""
        return any(isinstance(token, Expansion) and token.letter in "pP" for token in self.tokens)


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroValues:
    """What the letters stand for during one evaluation."""

    sender: str
    domain: str
    ip: IPv4Address | IPv6Address
    helo: str
    receiver: str = "unknown"
    timestamp: int = 0
    validated_name: str = "unknown"


def parse_macro_string(text: str, *, for_explanation: bool = False) -> MacroString:
    """Read a macro-string; raises RecordError. Blanks and `%{c}`, `%{r}`, `%{t}` are for texts."""
    letters = _TEXT_LETTERS if for_explanation else _DOMAIN_LETTERS
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        percent = text.find("%", at)
        literal = text[at:] if percent < 0 else text[at:percent]
        if literal:
            _check_literal(literal, blanks=for_explanation)
            tokens.append(literal)
        if percent < 0:
            break
        token, at = _read_expansion(text, percent, letters)
        tokens.append(token)
    return MacroString(text=text, tokens=tuple(tokens))


def _check_literal(literal: str, *, blanks: bool) -> None:
    lowest = "\x20" if blanks else "\x21"
    bad = next((char for char in literal if not lowest <= char <= "\x7e"), None)
    if bad is not None:
        raise RecordError(f"the character {bad!r} may not stand in “{shorten(literal)}”")


def _read_expansion(text: str, at: int, letters: str) -> tuple[Token, int]:
    escape = _ESCAPES.get(text[at : at + 2])
    if escape is not None:
        return escape, at + 2
    match = _EXPAND.match(text, at)
    if match is None:
        raise RecordError(f"a lone % in “{shorten(text[at:])}”")
    letter, digits, reverse, delimiters = match.groups()
    if letter.lower() not in letters:
        raise RecordError(f"the macro {match[0]} may not stand here")
    if digits and not digits.strip("0"):
        raise RecordError(f"the macro {match[0]} keeps no part")
    kept = digits.lstrip("0")[:4]  # RFC 7208, 7.3: a name has at most 127 parts
    expansion = Expansion(
        letter=letter,
        keep=min(128, int(kept)) if kept else None,
        reverse=bool(reverse),
        delimiters=delimiters or ".",
    )
    return expansion, match.end()


def parse_domain_spec(text: str) -> MacroString:
    """Read a domain-spec (RFC 7208, 7.1): it ends in a top label or in an expansion."""
    parsed = parse_macro_string(text)
    if not parsed.tokens:
        raise RecordError("a domain is missing")
    if not _ends_like_a_domain(parsed.tokens[-1]):
        raise RecordError(f"“{shorten(text)}” does not end like a domain")
    return parsed


def _ends_like_a_domain(token: Token) -> bool:
    if isinstance(token, Expansion) or token in _ESCAPES.values():
        return True
    _, dot, label = token.removesuffix(".").rpartition(".")
    return bool(dot) and bool(_TOP_LABEL.match(label))


def expand(macro: MacroString, values: MacroValues) -> str:
    """Put the values in."""
    return "".join(
        token if isinstance(token, str) else _expand_one(token, values) for token in macro.tokens
    )


def expand_domain(macro: MacroString, values: MacroValues) -> str:
    """Make the name to ask for; one that is too long loses labels on its left (7.3)."""
    name = expand(macro, values).removesuffix(".")
    while len(name) > _MAX_NAME and "." in name:
        name = name.partition(".")[2]
    return name


def _expand_one(token: Expansion, values: MacroValues) -> str:
    value = _value_of(token.letter.lower(), values)
    if token.keep is not None or token.reverse or token.delimiters != ".":
        parts = re.split(f"[{re.escape(token.delimiters)}]", value)
        if token.reverse:
            parts.reverse()
        value = ".".join(parts[-token.keep :] if token.keep is not None else parts)
    return quote(value, safe="-._~") if token.letter.isupper() else value


def _value_of(letter: str, values: MacroValues) -> str:
    local, _, sender_domain = values.sender.rpartition("@")
    match letter:
        case "s":
            return values.sender
        case "l":
            return local
        case "o":
            return sender_domain
        case "d":
            return values.domain
        case "h":
            return values.helo
    return _value_of_connection(letter, values)


def _value_of_connection(letter: str, values: MacroValues) -> str:
    is_four = values.ip.version == 4
    match letter:
        case "i":
            return (
                str(values.ip) if is_four else ".".join(values.ip.exploded.replace(":", "").upper())
            )
        case "v":
            return "in-addr" if is_four else "ip6"
        case "c":
            return str(values.ip)
        case "p":
            return values.validated_name
        case "r":
            return values.receiver
        case "t":
            return str(values.timestamp)
    raise AssertionError(letter)
