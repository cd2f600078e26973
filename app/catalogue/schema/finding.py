"""The shape of what a finding code means, and of the replies that mean it."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from app.catalogue.schema.fact import Fact
from app.domain.finding import Actor, Severity


class Match(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a server's text is recognised: by phrase first, by code second."""

    phrases: Annotated[
        tuple[str, ...],
        Meta(description="Compared without regard to case; any one of them is enough."),
    ] = ()
    codes: Annotated[
        tuple[str, ...],
        Meta(description="Three-digit reply codes, or AADSTS numbers; none means any."),
    ] = ()
    enhanced: Annotated[
        tuple[str, ...],
        Meta(description="Enhanced status codes (RFC 3463); `5.7.606-5.7.649` is a range."),
    ] = ()
    stages: Annotated[
        tuple[str, ...],
        Meta(description="connect, auth, mail, rcpt, data, bounce, sign_in; none means any."),
    ] = ()
    literal: Annotated[
        str,
        Meta(description="The whole reply as the real service words it, for the practice tenant."),
    ] = ""


class FindingText(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a finding code means in the words of the person who must act; `{name}` is filled in."""

    code: Annotated[
        str, Meta(description="Dotted, in small letters; never used again for anything else.")
    ]
    severity: Annotated[
        Severity, Meta(description="How much it matters; info and ok ask for nothing.")
    ]
    title: Annotated[str, Meta(description="What is the case, in at most 60 characters.")]
    cause: Annotated[str, Meta(description="Why, in a sentence or two.")] = ""
    who_acts: Annotated[Actor, Meta(description="Who can put it right.")] = Actor.NOBODY
    fix: Annotated[tuple[str, ...], Meta(description="How, a step each.")] = ()
    match: Annotated[
        tuple[Match, ...],
        Meta(description="Replies that mean this finding, each as one [[finding.match]]."),
    ] = ()


class FindingFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Findings and their replies, as a file of `resources/catalogue/findings` holds them."""

    finding: Annotated[tuple[FindingText, ...], Meta(min_length=1)]
