"""The shape of what a device family can do: claims, each with the words and the page it is from."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

UNRECORDED = "unrecorded"
"""Stands for a source where the words are known and the page is not."""
TlsVersion = Literal["1.0", "1.1", "1.2", "1.3"]
EncryptionKind = Literal["starttls", "implicit", "none"]
Mechanism = Literal[
    "LOGIN", "PLAIN", "CRAM-MD5", "DIGEST-MD5", "NTLM", "KERBEROS", "XOAUTH2", "NONE",
    "POP-BEFORE-SMTP", "PASSWORD",
]  # fmt: skip
ClaimValue = Literal["yes", "no"]
OAuthValue = Literal["yes", "partly", "no"]
OAuthCarrier = Literal["smtp", "graph", "unknown"]
OAuthApp = Literal["vendor", "own", "either", "unknown"]
HeloForm = Literal[
    "fqdn", "short", "address", "address_literal", "localhost", "set_by_hand", "only_helo",
    "unknown",
]  # fmt: skip
RemarkAbout = Literal[
    "oauth", "sign_in", "encryption", "tls", "from", "helo", "length", "size", "menu", "network",
    "firmware", "function", "recipients", "cost", "other",
]  # fmt: skip

ToldBy = Annotated[
    str, Meta(description="The sentence, label or list it was read from.", min_length=1)
]
Source = Annotated[
    str, Meta(description="One of `sources` of the family, or unrecorded.", min_length=1)
]
Only = Annotated[str, Meta(description="Where it holds for a part of the family: for which part.")]
_CLAIM = "No needs words that say no, or a complete list of the form's choices."


class TlsClaim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether it speaks a version of TLS when it sends."""

    version: TlsVersion
    value: Annotated[ClaimValue, Meta(description=_CLAIM)]
    told_by: ToldBy
    source: Source
    only: Only = ""


class EncryptionClaim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether it knows STARTTLS (port 587), TLS from the start (port 465), or clear text."""

    kind: EncryptionKind
    value: Annotated[ClaimValue, Meta(description=_CLAIM)]
    told_by: ToldBy
    source: Source
    only: Only = ""


class MechanismClaim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether it knows a way to sign in. PASSWORD: by user name and password, how is not named."""

    mechanism: Annotated[
        Mechanism, Meta(description="NONE: it need not sign in. XOAUTH2: OAuth over SMTP.")
    ]
    value: Annotated[ClaimValue, Meta(description=_CLAIM)]
    told_by: ToldBy
    source: Source
    only: Only = ""


class OAuthStatement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one source says of its OAuth."""

    value: Annotated[OAuthValue, Meta(description="Partly: by model or firmware.")]
    over: Annotated[OAuthCarrier, Meta(description="What the mail then goes over.")] = "unknown"
    since: Annotated[str, Meta(description="The first version that has it, in words.")] = ""
    models: Annotated[
        tuple[str, ...], Meta(description="The models it speaks of, where it names them.")
    ] = ()
    app: Annotated[
        OAuthApp, Meta(description="Whose application signs in: the vendor's, or one's own.")
    ] = "unknown"
    told_by: ToldBy
    source: Source
    only: Only = ""


class HeloClaim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it names itself to the server."""

    value: Annotated[HeloForm, Meta(description="only_helo: it knows no EHLO, so no TLS either.")]
    told_by: ToldBy
    source: Source
    only: Only = ""


class AuthLabel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the device itself words a way to sign in, for the sheet."""

    mechanism: Mechanism
    label: Annotated[str, Meta(description="The choice on its screen.", min_length=1)]


class Ability(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What it can do when it sends. What no source speaks of is left out: it is not known."""

    tls: Annotated[tuple[TlsClaim, ...], Meta(description="A row a version.")] = ()
    encryption: Annotated[tuple[EncryptionClaim, ...], Meta(description="A row a kind.")] = ()
    mechanisms: Annotated[
        tuple[MechanismClaim, ...], Meta(description="Ways to sign in over SMTP.")
    ] = ()
    auth_labels: Annotated[
        tuple[AuthLabel, ...], Meta(description="Its own words for them, as on its screen.")
    ] = ()
    oauth: Annotated[tuple[OAuthStatement, ...], Meta(description="A row a statement.")] = ()
    helo: Annotated[HeloClaim | None, Meta(description="How it greets.")] = None
    settle: Annotated[
        str, Meta(description="What would settle what is not known, in a sentence.")
    ] = ""


class Remark(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to know of the device, for people."""

    text: Annotated[str, Meta(description="A sentence.", min_length=1)]
    about: Annotated[
        RemarkAbout,
        Meta(description="oauth and sign_in are left out of sheets where nothing signs in."),
    ]
    confirmed: Annotated[
        bool, Meta(description="False where nobody could confirm it; the sheet says so.")
    ] = True
