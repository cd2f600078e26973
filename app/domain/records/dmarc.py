"""DMARC records by RFC 9989, and what a reader of the older RFC 7489 makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.records.tags import RecordError, shorten

MAX_WALK_LABELS = 8
"""A longer name is asked for once whole, then by its last seven labels (RFC 9989, 4.10)."""
_VERSION = re.compile(r"v[ \t]*=[ \t]*DMARC1[ \t]*(;|\Z)")
_KNOWN = frozenset(
    {"v", "p", "sp", "np", "t", "psd", "adkim", "aspf", "fo", "rua", "ruf", "pct", "rf", "ri"}
)
_REMOVED = ("pct", "rf", "ri")


class DmarcPolicy(StrEnum):
    """What a receiver is asked to do with mail that fails; weakest first."""

    NONE = "none"
    QUARANTINE = "quarantine"
    REJECT = "reject"

    @property
    def weaker(self) -> DmarcPolicy:
        """One step down, as `t=y` asks for."""
        return _WEAKER[self]


_WEAKER = {
    DmarcPolicy.REJECT: DmarcPolicy.QUARANTINE,
    DmarcPolicy.QUARANTINE: DmarcPolicy.NONE,
    DmarcPolicy.NONE: DmarcPolicy.NONE,
}


class DmarcFault(StrEnum):
    """What is odd about a record; none of them stops a receiver from reading the rest."""

    NO_POLICY = "no_policy"
    BAD_POLICY = "bad_policy"
    POLICY_NOT_SECOND = "policy_not_second"
    """Fine today; readers of RFC 7489 throw the record away."""
    UNKNOWN_TAG = "unknown_tag"
    REMOVED_TAG = "removed_tag"
    BAD_TAG = "bad_tag"
    REPEATED_TAG = "repeated_tag"
    BAD_ADDRESS = "bad_address"


@dataclass(frozen=True, slots=True, kw_only=True)
class DmarcNote:
    """One oddity with the text that shows it."""

    fault: DmarcFault
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DmarcRecord:
    """A record, with the defaults of RFC 9989 filled in."""

    text: str
    policy: DmarcPolicy
    subdomain_policy: DmarcPolicy
    missing_policy: DmarcPolicy
    """For subdomains that do not exist (`np=`)."""
    is_testing: bool = False
    psd: str = "u"
    strict_dkim: bool = False
    strict_spf: bool = False
    rua: tuple[str, ...] = ()
    """Mail addresses that get the daily reports."""
    ruf: tuple[str, ...] = ()
    percent: int | None = None
    """`pct=`, which only readers of RFC 7489 honour."""
    is_ignored: bool = False
    """Its policy cannot be read and it asks for no reports: receivers pass it over."""
    notes: tuple[DmarcNote, ...] = ()

    def has(self, fault: DmarcFault) -> bool:
        """One of the notes is of this kind."""
        return any(note.fault is fault for note in self.notes)

    @property
    def acts(self) -> DmarcPolicy:
        """What receivers of today do with mail of this very domain that fails."""
        return self.policy.weaker if self.is_testing else self.policy


def select_dmarc(texts: Iterable[str]) -> tuple[str, ...]:
    """Pick the TXT records that are DMARC records; of several, none counts (RFC 9989, 4.10)."""
    return tuple(text for text in texts if _VERSION.match(text))


def parse_dmarc(text: str) -> DmarcRecord:
    """Read a record; raises RecordError only when it is not one. Faults inside become notes."""
    if not _VERSION.match(text):
        raise RecordError("it does not begin with v=DMARC1")
    tags, notes = _read_tags(text)
    rua, bad_rua = _read_addresses(tags.get("rua", ""))
    ruf, bad_ruf = _read_addresses(tags.get("ruf", ""))
    notes += [DmarcNote(fault=DmarcFault.BAD_ADDRESS, text=bad) for bad in bad_rua + bad_ruf]
    policy, sub, missing, is_bad = _read_policies(tags, notes)
    percent = tags.get("pct", "")
    return DmarcRecord(
        text=text,
        policy=policy,
        subdomain_policy=sub,
        missing_policy=missing,
        is_testing=tags.get("t", "").lower() == "y",
        psd=tags.get("psd", "u").lower() if tags.get("psd", "u").lower() in "ynu" else "u",
        strict_dkim=tags.get("adkim", "").lower() == "s",
        strict_spf=tags.get("aspf", "").lower() == "s",
        rua=rua,
        ruf=ruf,
        percent=int(percent) if re.fullmatch(r"[0-9]{1,3}", percent) else None,
        is_ignored=is_bad and not rua,
        notes=tuple(notes),
    )


def _read_tags(text: str) -> tuple[dict[str, str], list[DmarcNote]]:
    tags: dict[str, str] = {}
    notes: list[DmarcNote] = []
    for part in text.split(";"):
        if not part.strip():
            continue
        name, equals, value = part.partition("=")
        name = name.strip().lower()
        if not equals or not name.isascii() or not name.isalnum():
            notes.append(_note(DmarcFault.BAD_TAG, part))
        elif name in tags:
            notes.append(_note(DmarcFault.REPEATED_TAG, part))
        else:
            tags[name] = value.strip()
    unknown = [name for name in tags if name not in _KNOWN]
    removed = [name for name in _REMOVED if name in tags]
    notes += [_note(DmarcFault.UNKNOWN_TAG, f"{name}={tags[name]}") for name in unknown]
    notes += [_note(DmarcFault.REMOVED_TAG, f"{name}={tags[name]}") for name in removed]
    if "p" in tags and list(tags)[1] != "p":
        notes.append(_note(DmarcFault.POLICY_NOT_SECOND, f"{list(tags)[1]}= comes before p="))
    return tags, notes


def _note(fault: DmarcFault, text: str) -> DmarcNote:
    return DmarcNote(fault=fault, text=shorten(text.strip()))


def _read_policies(
    tags: Mapping[str, str], notes: list[DmarcNote]
) -> tuple[DmarcPolicy, DmarcPolicy, DmarcPolicy, bool]:
    """Read p, sp and np; one that cannot be read turns all of them into none (4.10.1)."""
    read: dict[str, DmarcPolicy] = {}
    is_bad = False
    for name in ("p", "sp", "np"):
        if name not in tags:
            continue
        try:
            read[name] = DmarcPolicy(tags[name].lower())
        except ValueError:
            is_bad = True
            notes.append(_note(DmarcFault.BAD_POLICY, f"{name}={tags[name]}"))
    if is_bad:
        return DmarcPolicy.NONE, DmarcPolicy.NONE, DmarcPolicy.NONE, True
    if "p" not in tags:
        notes.append(_note(DmarcFault.NO_POLICY, "p= is missing"))
    policy = read.get("p", DmarcPolicy.NONE)
    sub = read.get("sp", policy)
    return policy, sub, read.get("np", sub), False


def _read_addresses(value: str) -> tuple[tuple[str, ...], list[str]]:
    good: list[str] = []
    bad: list[str] = []
    for uri in filter(None, (piece.strip() for piece in value.split(","))):
        address = uri[7:].partition("!")[0] if uri.lower().startswith("mailto:") else ""
        local, _, domain = address.rpartition("@")
        if local and "." in domain:
            good.append(address)
        else:
            bad.append(shorten(uri))
    return tuple(good), bad


def walk_names(domain: str) -> tuple[str, ...]:
    """List the domains that the tree walk asks, longest first (RFC 9989, 4.10)."""
    labels = domain.lower().removesuffix(".").split(".")
    names = [labels]
    rest = labels[-(MAX_WALK_LABELS - 1) :] if len(labels) > MAX_WALK_LABELS else labels[1:]
    while rest:
        names.append(rest)
        rest = rest[1:]
    return tuple(".".join(name) for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class DmarcDecision:
    """Which record speaks for a domain."""

    organizational_domain: str
    found_at: str = ""
    """Where the record was found; empty when none applies."""
    record: DmarcRecord | None = None

    def policy_for(self, domain: str) -> DmarcPolicy | None:
        """What receivers do with failing mail of this existing domain."""
        if self.record is None or self.record.is_ignored:
            return None
        own = self.record.policy if self.found_at == domain else self.record.subdomain_policy
        return own.weaker if self.record.is_testing else own


def decide(domain: str, records: Mapping[str, DmarcRecord]) -> DmarcDecision:
    """Choose from what the walk found; `records` holds the one valid record of each domain."""
    names = walk_names(domain)
    organization = _find_organization(names, records)
    for candidate in (names[0], organization):
        if candidate in records:
            return DmarcDecision(
                organizational_domain=organization, found_at=candidate, record=records[candidate]
            )
    above = [name for name in names if name in records and records[name].psd == "y"]
    if above:
        return DmarcDecision(
            organizational_domain=organization, found_at=above[0], record=records[above[0]]
        )
    return DmarcDecision(organizational_domain=organization)


def _find_organization(names: tuple[str, ...], records: Mapping[str, DmarcRecord]) -> str:
    last = ""
    for place, name in enumerate(names):
        record = records.get(name)
        if record is None:
            continue
        if record.psd == "n":
            return name
        if record.psd == "y" and place:
            return names[place - 1]
        last = name
    return last or names[0]


def is_aligned(identity: str, from_domain: str, *, strict: bool, organization: str) -> bool:
    """Compare a domain that passed with the one in From; relaxed alignment takes siblings too."""
    identity, from_domain = identity.lower(), from_domain.lower()
    if identity == from_domain:
        return True
    if strict:
        return False
    return identity == organization or identity.endswith("." + organization)
