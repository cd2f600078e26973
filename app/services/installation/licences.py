"""The parts that the program is made of, and under which licence each of them is."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import msgspec

from app.resources import ROOT

FILE_NAME = "licences.json"
"""Written beside the other resources when an installer is built."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"extra\s*==")
_TEXT_FILES = re.compile(r"(?:licen[cs]e|copying|notice|authors)[^/]*\Z", re.IGNORECASE)
_CLASSIFIER = "License :: OSI Approved :: "


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One program or library that comes along."""

    name: str
    version: str
    licence: str
    """An SPDX expression where the part names one, else its own words."""
    homepage: str = ""
    texts: tuple[str, ...] = ()
    """The licence texts and notices, whole."""
    purl: str = ""
    """The part's name among all packages, as a list of parts for machines spells it."""


def load_parts() -> tuple[Part, ...]:
    """Return what an installer wrote down, else what is installed beside the program."""
    written = ROOT / FILE_NAME
    if written.is_file():
        return msgspec.json.decode(written.read_bytes(), type=tuple[Part, ...])
    return (*find_python(), *find_parts())


def find_parts(needed: Iterable[str] | None = None) -> tuple[Part, ...]:
    """Describe every installed package that these requirements reach; by default, the program's."""
    found: dict[str, metadata.Distribution] = {}
    waiting = list(_needs("sendwright") if needed is None else names_in(needed))
    while waiting:
        name = waiting.pop()
        if _key(name) in found:
            continue
        try:
            found[_key(name)] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # needed on another system, or by an extra
        waiting += _needs(name)
    return tuple(_read(found[key]) for key in sorted(found))


def find_python() -> tuple[Part, ...]:
    """Describe the interpreter, which an installer brings along."""
    version = ".".join(str(number) for number in sys.version_info[:3])
    # Windows keeps the text beside the interpreter, other systems with the library.
    places = (Path(os.__file__).parent, Path(sys.base_prefix))
    texts = [place / "LICENSE.txt" for place in places]
    return (
        Part(
            name="Python",
            version=version,
            licence="PSF-2.0",
            homepage="https://www.python.org",
            texts=tuple(text.read_text("utf-8") for text in texts if text.is_file())[:1],
            purl=f"pkg:generic/python@{version}",
        ),
    )


def _needs(name: str) -> Iterator[str]:
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    yield from names_in(lines)


def names_in(requirements: Iterable[str]) -> Iterator[str]:
    """Yield the packages that requirements name, without those that only an extra asks for."""
    for line in requirements:
        requirement, _, marker = line.partition(";")
        found = _NAME.match(requirement)
        if found and not _EXTRA.search(marker):
            yield found.group()


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _read(package: metadata.Distribution) -> Part:
    about = package.metadata
    return Part(
        name=about["Name"],
        version=package.version,
        licence=_licence(about),
        homepage=_homepage(about),
        texts=tuple(_texts(package)),
        purl=f"pkg:pypi/{_key(about['Name'])}@{package.version}",
    )


def _licence(about: metadata.PackageMetadata) -> str:
    for field in ("License-Expression", "License"):
        said = str(about.get_all(field, [""])[0]).strip()
        if said and "\n" not in said:
            return said
    classifiers = [str(line) for line in about.get_all("Classifier", [])]
    named = [line.removeprefix(_CLASSIFIER) for line in classifiers if line.startswith(_CLASSIFIER)]
    return " OR ".join(named) or "see its text"


def _homepage(about: metadata.PackageMetadata) -> str:
    for line in about.get_all("Project-URL", []):
        label, _, address = str(line).partition(",")
        if label.strip().lower() in {"homepage", "source", "repository", "source code", "github"}:
            return address.strip()
    return str(about.get_all("Home-page", [""])[0])


def _texts(package: metadata.Distribution) -> Iterator[str]:
    for file in package.files or []:
        if ".dist-info/" not in str(file) or not _TEXT_FILES.search(str(file)):
            continue
        path = Path(str(package.locate_file(file)))
        if path.is_file():
            yield path.read_text("utf-8", "replace")
