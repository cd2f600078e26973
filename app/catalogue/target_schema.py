"""The shape of what is known of programs that a configuration can be written for."""

from __future__ import annotations

from msgspec import Struct

from app.catalogue.fact import Fact
from app.domain.path import SendingPath


class Target(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program that a configuration can be written for."""

    id: str
    name: str
    kind: str
    """mail_program, server, framework, application, device, sheet."""
    paths: tuple[SendingPath, ...]
    files: tuple[TargetFile, ...]
    oauth: bool = False
    """It can sign in with OAuth by itself."""
    summary: str = ""
    """What it is, in a sentence."""
    apply: tuple[str, ...] = ()
    """Templates over the values of `app.render.context`, as all texts are; empty ones vanish."""
    verify: tuple[str, ...] = ()
    """Commands that check the configuration without sending."""
    undo: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other words to find it by."""
    device: str = ""
    """The device family that a target of the kind `device` is for."""


class TargetFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of a target."""

    name: str
    template: str
    quoting: str
    """Name of the rule in `app.render.quoting` that every value passes."""
    goes_to: str = ""
    holds_secret: bool = False
    """The format has no way to refer to a password: it stands in the file, on request."""
    paths: tuple[SendingPath, ...] = ()
    """Written for these paths only; none means for all."""
