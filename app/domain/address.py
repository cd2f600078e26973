"""Domains and addresses as people type them, turned into values or refused with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

import idna

from app.domain.errors import InputError

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\Z")
_INTERNAL = frozenset({"local", "localdomain", "lan", "internal", "intranet", "home", "corp"})
_EXAMPLE_STEPS = ("Type the part of your e-mail address after the @ sign, such as contoso.com.",)


def _refuse(title: str, detail: str, code: str, typed: str) -> InputError:
    return InputError(title, detail, code=code, next_steps=_EXAMPLE_STEPS, raw=typed[:300])


def _strip_to_host(typed: str) -> str:
    """Take the host out of an address, a URL or a pasted `<a@b>`; leave other text alone."""
    text = typed.strip().strip("<>\"'").strip()
    text = text.removeprefix("mailto:")
    if "://" in text:
        try:
            text = urlsplit(text).hostname or ""
        except ValueError:
            return text
    text = text.rpartition("@")[2] if "@" in text else text
    return text.split("/")[0].split("?")[0].removesuffix(":").strip().rstrip(".").lstrip("@")


def _to_ascii(host: str, typed: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError as exc:
        raise _refuse(
            "This domain has a character that cannot be in a domain",
            f"{exc}",
            "input.domain.bad_character",
            typed,
        ) from exc


@dataclass(frozen=True, slots=True, order=True)
class DomainName:
    """A domain in its ASCII form, lower case, without a trailing dot (RFC 1035, RFC 5890)."""

    ascii: str

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read a domain out of what was typed: a domain, an address or a URL.

        Raises InputError with the reason when no usable public domain is in it.
        """
        host = _strip_to_host(typed)
        if not host:
            raise _refuse(
                "No domain was typed", "There is nothing to look up.", "input.domain.empty", typed
            )
        ascii_form = _to_ascii(host, typed)
        cls._check_lengths(ascii_form, typed)
        cls._check_labels(ascii_form, typed)
        return cls(ascii_form)

    @staticmethod
    def _check_lengths(host: str, typed: str) -> None:
        if len(host) > 253:
            raise _refuse(
                "This domain is too long",
                f"A domain has at most 253 characters; this one has {len(host)}.",
                "input.domain.too_long",
                typed,
            )
        if any(len(label) > 63 for label in host.split(".")):
            raise _refuse(
                "A part of this domain is too long",
                "Between two dots a domain has at most 63 characters.",
                "input.domain.too_long",
                typed,
            )

    @staticmethod
    def _check_labels(host: str, typed: str) -> None:
        labels = host.split(".")
        if not all(_LABEL.match(label) for label in labels):
            raise _refuse(
                "This is not a domain",
                "A domain has letters, digits and hyphens, with dots between its parts.",
                "input.domain.bad_character",
                typed,
            )
        if all(label.isdigit() for label in labels):
            raise _refuse(
                "This is an IP address, not a domain",
                "Microsoft 365 is found by your mail domain.",
                "input.domain.is_address",
                typed,
            )
        if len(labels) == 1:
            raise _refuse(
                "This domain has no ending",
                "A mail domain has at least two parts, such as contoso.com.",
                "input.domain.one_label",
                typed,
            )
        if labels[-1] in _INTERNAL:
            raise _refuse(
                f"“.{labels[-1]}” exists only inside an office network",
                "Microsoft 365 sends mail for the public domain of your addresses.",
                "input.domain.internal",
                typed,
            )

    @property
    def display(self) -> str:
        """The form a person reads; equals the ASCII form where no IDN is in it."""
        try:
            return idna.decode(self.ascii)
        except (idna.IDNAError, UnicodeError):
            return self.ascii

    def __str__(self) -> str:
        return self.ascii


@dataclass(frozen=True, slots=True, order=True)
class EmailAddress:
    """A mailbox address with an ASCII local part and an ASCII domain (RFC 5321)."""

    local: str
    domain: DomainName

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read one address; raises InputError with the reason."""
        text = typed.strip().removeprefix("mailto:").strip("<>").strip()
        local, at, host = text.rpartition("@")
        if not at or not local:
            raise _refuse_address(
                "This is not an e-mail address", "It has no name before an @ sign.", typed
            )
        if host != host.strip(" .\"'<>") or "/" in host:
            raise _refuse_address(
                "This is not an e-mail address", "Look at the part after the @.", typed
            )
        return cls(_check_local(local, typed), DomainName.parse(host))

    def __str__(self) -> str:
        return f"{self.local}@{self.domain.ascii}"


def _check_local(local: str, typed: str) -> str:
    from email_validator import EmailNotValidError, validate_email  # imports slowly: ~20 ms

    probe = f"{local}@contoso.com"  # the domain has its own rules and sentences above
    try:
        return validate_email(
            probe, check_deliverability=False, allow_smtputf8=False, allow_quoted_local=False
        ).local_part
    except EmailNotValidError as exc:
        raise _refuse_address("The part before the @ cannot be used", str(exc), typed) from exc


def _refuse_address(title: str, detail: str, typed: str) -> InputError:
    return InputError(
        title,
        detail,
        code="input.address.invalid",
        next_steps=("Type an address such as printer@contoso.com.",),
        raw=typed[:300],
    )
