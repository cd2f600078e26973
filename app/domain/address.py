"""Domains and addresses as people type them, turned into values or refused with the reason."""

from __future__ import annotations

import ipaddress
import re
from functools import total_ordering
from typing import Self
from urllib.parse import urlsplit

import idna

from app.domain.errors import InputError

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\Z")
_NUMBER = re.compile(r"[0-9]+\Z|0x[0-9a-f]*\Z")
_PORT = re.compile(r":[0-9]{0,5}\Z")
_BETWEEN = re.compile(r"[\s,;|]+")
_WRAPPING = " \t\r\n<>\"'\u201c\u201d\u2018\u2019\u00ab\u00bb()"
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\Z")
"""What nearly all addresses begin with, so that the validator need not be imported for them."""
_INTERNAL = frozenset({"local", "localdomain", "lan", "internal", "intranet", "home", "corp"})
_LONGEST_DOMAIN = 253
_LONGEST_LABEL = 63
"""RFC 1035, 2.3.4: a label has 63 octets, a name 255 with the length of each label."""
LONGEST_LOCAL = 64
LONGEST_ADDRESS = 254
"""RFC 5321, 4.5.3.1: a local part has 64 octets, a path 256 with its angle brackets."""
_LONGEST_SHOWN = 300
"""Chosen: as much of what was typed is shown as a person needs to know it again."""


def _refuse(code: str, typed: str, **values: object) -> InputError:
    told = {name: str(value) for name, value in values.items()}
    return InputError(code, values=told, evidence=typed[:_LONGEST_SHOWN])


def _strip_to_host(typed: str) -> str:
    """Take the host out of an address, a URL or a pasted `<a@b>`; leave other text alone."""
    text = _unwrap(typed)
    if "://" in text or text.startswith("//"):
        try:
            text = urlsplit(text).hostname or ""
        except ValueError:
            return text
    text = re.split(r"[/?#]", text, maxsplit=1)[0]
    host = text.rpartition("@")[2] if "@" in text else text
    return _PORT.sub("", host) if host.count(":") == 1 else host


def _unwrap(typed: str) -> str:
    """Take off what mail programs and sentences put round an address."""
    text = typed.strip(_WRAPPING).rstrip(".,;:" + _WRAPPING)
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0]  # a subject may follow
    return text


def _check_not_address(host: str, typed: str) -> None:
    try:
        ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return
    raise _refuse("input.domain.is_address", typed)


def _to_ascii(host: str, typed: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError) as exc:
        raise _refuse("input.domain.bad_sign", typed) from exc


@total_ordering
class _Written:
    """A value that is its text: equal, sorted and stored by what `str` says."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and str(self) == str(other)

    def __lt__(self, other: Self) -> bool:
        return str(self) < str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}.parse({str(self)!r})"


class DomainName(_Written):
    """A domain in its ASCII form, lower case, without a trailing dot (RFC 1035, RFC 5890)."""

    __slots__ = ("_ascii",)

    def __init__(self, ascii_form: str) -> None:
        self._ascii = ascii_form

    @property
    def ascii(self) -> str:
        """The form that DNS and mail servers read."""
        return self._ascii

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read a domain out of what was typed: a domain, an address or a URL.

        Raises InputError with the reason when no usable public domain is in it.
        """
        host = _strip_to_host(typed).strip().rstrip(".").lstrip("@")
        name = cls.from_host(host, typed).ascii
        while name.startswith("www.") and name.count(".") > 1:
            name = name[4:]  # the address of a website, not of mail
        return cls(name)

    @classmethod
    def from_host(cls, host: str, typed: str) -> Self:
        """Read a host as it is; `typed` is what the person sees again when it is refused."""
        if not host:
            raise _refuse("input.domain.empty", typed)
        _check_not_address(host, typed)
        cls._check_total(host, typed)
        if _BETWEEN.search(host):
            raise _refuse("input.domain.several", typed)
        ascii_form = _to_ascii(host, typed).rstrip(".")
        cls._check_lengths(ascii_form, typed)
        cls._check_labels(ascii_form, typed)
        cls._check_ending(ascii_form, typed)
        return cls(ascii_form)

    @staticmethod
    def _check_total(host: str, typed: str) -> None:
        if len(host) > _LONGEST_DOMAIN:
            raise _refuse("input.domain.too_long", typed, most=_LONGEST_DOMAIN, length=len(host))

    @classmethod
    def _check_lengths(cls, host: str, typed: str) -> None:
        cls._check_total(host, typed)
        if any(len(label) > _LONGEST_LABEL for label in host.split(".")):
            raise _refuse("input.domain.label_too_long", typed, most=_LONGEST_LABEL)

    @staticmethod
    def _check_labels(host: str, typed: str) -> None:
        if not all(_LABEL.match(label) for label in host.split(".")):
            raise _refuse("input.domain.bad_character", typed)

    @staticmethod
    def _check_ending(host: str, typed: str) -> None:
        first, dot, _ = host.rpartition(".")
        ending = host[len(first) + len(dot) :]
        if not dot:
            raise _refuse("input.domain.one_label", typed)
        if _NUMBER.match(ending):
            raise _refuse("input.domain.bad_ending", typed)
        if ending in _INTERNAL:
            raise _refuse("input.domain.internal", typed, ending=ending)

    @property
    def display(self) -> str:
        """The form a person reads; equals the ASCII form where no IDN is in it."""
        try:
            return idna.decode(self.ascii)
        except (idna.IDNAError, UnicodeError):
            return self.ascii

    def __str__(self) -> str:
        return self.ascii


class EmailAddress(_Written):
    """A mailbox address with an ASCII local part and an ASCII domain (RFC 5321)."""

    __slots__ = ("_domain", "_local")

    def __init__(self, local: str, domain: DomainName) -> None:
        self._local, self._domain = local, domain

    @property
    def local(self) -> str:
        """The part before the @, as it was typed."""
        return self._local

    @property
    def domain(self) -> DomainName:
        """The part after the @."""
        return self._domain

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read one address; raises InputError with the reason."""
        text = _unwrap(typed)
        if "<" in text:
            text = text.rpartition("<")[2]  # a name stands before the address
        local, at, host = text.rpartition("@")
        local = local.lstrip(_WRAPPING)
        if not at or not local:
            raise _refuse("input.address.invalid", typed)
        address = cls(_check_local(local, typed), DomainName.from_host(host.rstrip("."), typed))
        if len(str(address)) > LONGEST_ADDRESS:
            raise _refuse("input.address.too_long", typed, most=LONGEST_ADDRESS)
        return address

    def __str__(self) -> str:
        return f"{self.local}@{self.domain.ascii}"


def _check_local(local: str, typed: str) -> str:
    if len(local) <= LONGEST_LOCAL and _PLAIN_LOCAL.match(local):
        return local
    from email_validator import EmailNotValidError, validate_email  # imports slowly: ~20 ms

    if len(local) > LONGEST_LOCAL:
        raise _refuse("input.address.local_too_long", typed, most=LONGEST_LOCAL)
    probe = f"{local}@contoso.com"  # the domain has its own rules above
    try:
        return validate_email(
            probe, check_deliverability=False, allow_smtputf8=False, allow_quoted_local=False
        ).local_part
    except EmailNotValidError as exc:
        raise _refuse("input.address.local_unusable", typed, reason=exc) from exc
