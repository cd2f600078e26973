"""The shape of what is known of programs that a configuration can be written for."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from app.catalogue.schema.fact import Fact
from app.domain.path import SendingPath


class Target(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program that a configuration can be written for."""

    id: Annotated[
        str, Meta(description="Small letters, digits, hyphens; never changed afterwards.")
    ]
    name: Annotated[str, Meta(description="As the program calls itself.")]
    kind: Annotated[
        str, Meta(description="mail_program, server, framework, application, device or sheet.")
    ]
    paths: Annotated[
        tuple[SendingPath, ...], Meta(description="The sending paths that it can be set up for.")
    ]
    files: Annotated[
        tuple[TargetFile, ...],
        Meta(description="What is written for it, each as one [[target.files]]."),
    ]
    oauth: Annotated[bool, Meta(description="It can sign in with OAuth by itself.")] = False
    summary: Annotated[str, Meta(description="What it is, in a sentence.")] = ""
    apply: Annotated[
        tuple[str, ...],
        Meta(
            description="Steps that put the files to use. All texts are templates over the values "
            "of `app.render.context`; one that comes out empty vanishes."
        ),
    ] = ()
    verify: Annotated[
        tuple[str, ...], Meta(description="Commands that check the configuration without sending.")
    ] = ()
    undo: Annotated[tuple[str, ...], Meta(description="How it is as before, a step each.")] = ()
    warnings: Annotated[tuple[str, ...], Meta(description="What a person must know before.")] = ()
    aliases: Annotated[tuple[str, ...], Meta(description="Other words to find it by.")] = ()
    device: Annotated[
        str, Meta(description="The device family that a target of the kind `device` is for.")
    ] = ""


class TargetFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of a target."""

    name: Annotated[str, Meta(description="The file's name.")]
    template: Annotated[str, Meta(description="Where it lies in resources/templates.")]
    quoting: Annotated[
        str, Meta(description="Name of the rule in `app.render.quoting` that every value passes.")
    ]
    goes_to: Annotated[str, Meta(description="Where a person puts it.")] = ""
    holds_secret: Annotated[
        bool,
        Meta(description="A password stands in it on request: the format cannot refer to one."),
    ] = False
    paths: Annotated[
        tuple[SendingPath, ...],
        Meta(description="Written for these paths only; none means for all."),
    ] = ()


class TargetList(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Targets, as a file of `resources/catalogue/targets` holds them."""

    target: Annotated[tuple[Target, ...], Meta(min_length=1)]
