"""Writes what a bundle is made of: licences for people, a list of parts for machines."""

from __future__ import annotations

import json
import ssl
import tomllib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import msgspec

from app import __version__
from app.services.installation.licences import Part, find_parts, find_python

_TEXTS = Path(__file__).with_name("licence_texts")
_CHECKOUT = Path(__file__).parents[2]
_FONTS = _CHECKOUT / "resources" / "fonts" / "OFL.txt"


def all_parts() -> tuple[Part, ...]:
    """Return every part of a bundle: packages, and what comes with them without metadata."""
    about = tomllib.loads((_CHECKOUT / "pyproject.toml").read_text("utf-8"))
    needed = find_parts(about["project"]["dependencies"])
    return (*find_python(), *map(_complete, needed), *_without_metadata())


def write_licences(folder: Path, parts: tuple[Part, ...]) -> None:
    """Write licences.json, which About reads, and THIRD-PARTY.txt, which people read."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "licences.json").write_bytes(msgspec.json.format(msgspec.json.encode(parts)))
    blocks = [_block(part) for part in parts]
    head = "Sendwright is under the MIT licence. It brings these parts along:\n\n"
    (folder / "THIRD-PARTY.txt").write_text(head + "\n".join(blocks), "utf-8", newline="\n")


def bill_of_materials(parts: tuple[Part, ...], *, made: datetime, system: str) -> bytes:
    """Return the list of parts in CycloneDX 1.6, the same bytes for the same parts and time."""
    serial = uuid.uuid5(uuid.NAMESPACE_URL, f"sendwright {__version__} {system} {made.isoformat()}")
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": made.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "component": {
                "type": "application",
                "bom-ref": "sendwright",
                "name": "sendwright",
                "version": __version__,
                "licenses": [{"license": {"id": "MIT"}}],
            },
            "properties": [{"name": "sendwright:system", "value": system}],
        },
        "components": [_component(part) for part in parts],
        "dependencies": [
            {"ref": "sendwright", "dependsOn": [part.purl for part in parts]},
            *({"ref": part.purl} for part in parts),
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Carried:
    """A part that has no package metadata of its own."""

    name: str
    version: str
    licence: str
    homepage: str
    text: Path


def _without_metadata() -> tuple[Part, ...]:
    openssl = ssl.OPENSSL_VERSION.split()[1]
    carried = (
        _Carried(
            name="OpenSSL",
            version=openssl,
            licence="Apache-2.0",
            homepage="https://www.openssl.org",
            text=_TEXTS / "Apache-2.0.txt",
        ),
        _Carried(
            name="IBM Plex",
            version="6",
            licence="OFL-1.1",
            homepage="https://github.com/IBM/plex",
            text=_FONTS,
        ),
    )
    return (
        *(
            Part(
                name=part.name,
                version=part.version,
                licence=part.licence,
                homepage=part.homepage,
                texts=(part.text.read_text("utf-8"),),
                purl=f"pkg:generic/{part.name.lower().replace(' ', '-')}@{part.version}",
            )
            for part in carried
        ),
        _bootloader(),
    )


def _bootloader() -> Part:
    """Describe the one part of PyInstaller that is in a bundle."""
    package = metadata.distribution("pyinstaller")
    texts = [file for file in package.files or [] if file.name == "COPYING.txt"]
    return Part(
        name="PyInstaller bootloader",
        version=package.version,
        licence="GPL-2.0-or-later WITH Bootloader-exception",
        homepage="https://pyinstaller.org",
        texts=tuple(file.read_text() for file in texts),
        purl=f"pkg:pypi/pyinstaller@{package.version}",
    )


def _complete(part: Part) -> Part:
    """Add Qt's licence texts, which its wheels leave out."""
    if not part.licence.startswith("LGPL-3.0-only"):
        return part
    names = ("LGPL-3.0-only.txt", "GPL-3.0-only.txt")
    texts = tuple((_TEXTS / name).read_text("utf-8") for name in names)
    return msgspec.structs.replace(part, licence="LGPL-3.0-only", texts=texts)


def _block(part: Part) -> str:
    line = "=" * 78
    head = f"{line}\n{part.name} {part.version}   {part.licence}\n{part.homepage}\n{line}\n"
    return head + "\n".join(text.rstrip() + "\n" for text in part.texts)


def _component(part: Part) -> dict[str, object]:
    component: dict[str, object] = {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
        "licenses": [{"license": {"name": part.licence}}],
    }
    if part.homepage:
        component["externalReferences"] = [{"type": "website", "url": part.homepage}]
    return component
