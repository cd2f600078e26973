"""Lists a bundle's folders and files for the MSI, under names that are the same in every build.

wixl-heat does so under names drawn by chance.
Usage: python packaging/windows/files.py BUNDLE VERSION SOURCE OUT
"""

from __future__ import annotations

import hashlib
import sys
import uuid
import xml.etree.ElementTree as ET
from pathlib import Path

UPGRADE_CODE = uuid.UUID("6c2d2a52-9f0b-4e55-8b8e-2c1e3f8b7d11")
"""What stays the same in all versions; Windows recognises the product by it (sendwright.wxs.in)."""


def file_list(bundle: Path) -> ET.Element:
    """Return WiX's list of all files below a folder; `$(var.source)` stands for that folder.

    A component's GUID follows from its place, so that Windows knows it again in the next version.
    """
    wix = ET.Element("Wix", xmlns="http://schemas.microsoft.com/wix/2006/wi")
    places = ET.SubElement(ET.SubElement(wix, "Fragment"), "DirectoryRef", Id="INSTALLDIR")
    group = ET.SubElement(ET.SubElement(wix, "Fragment"), "ComponentGroup", Id="Files")
    _add_folder(places, group, bundle, bundle)
    return wix


def _add_folder(parent: ET.Element, group: ET.Element, bundle: Path, folder: Path) -> None:
    for path in sorted(folder.iterdir(), key=lambda path: (path.is_dir(), path.name)):
        inside = path.relative_to(bundle).as_posix()
        if path.is_dir():
            place = ET.SubElement(parent, "Directory", Id=_name("d", inside), Name=path.name)
            _add_folder(place, group, bundle, path)
            continue
        guid = str(uuid.uuid5(UPGRADE_CODE, inside)).upper()
        component = ET.SubElement(
            parent, "Component", Id=_name("c", inside), Guid=guid, Win64="yes"
        )
        ET.SubElement(
            component,
            "File",
            Id=_name("f", inside),
            KeyPath="yes",
            Source=f"$(var.source)/{inside}",
        )
        ET.SubElement(group, "ComponentRef", Id=_name("c", inside))


def _name(kind: str, inside: str) -> str:
    return kind + hashlib.sha256(inside.encode()).hexdigest()[:32].upper()


def product_code(bundle: Path, version: str) -> str:
    """Return the GUID by which Windows tells this version with these files from all others."""
    seen = hashlib.sha256(version.encode())
    for path in sorted(bundle.rglob("*")):
        if path.is_file():
            seen.update(path.relative_to(bundle).as_posix().encode() + b"\0")
            seen.update(hashlib.sha256(path.read_bytes()).digest())
    return str(uuid.uuid5(UPGRADE_CODE, seen.hexdigest())).upper()


def main() -> int:
    """Write both files for wixl into OUT, and print the code for the package."""
    bundle, version, source, out = sys.argv[1:]
    code = product_code(Path(bundle), version)
    words = Path(source).read_text("utf-8").replace("@VERSION@", version).replace("@CODE@", code)
    Path(out, "sendwright.wxs").write_text(words, "utf-8")
    ET.ElementTree(file_list(Path(bundle))).write(Path(out, "files.wxs"), "utf-8")
    sys.stdout.write(str(uuid.uuid5(uuid.UUID(code), "package")).upper())
    return 0


if __name__ == "__main__":
    sys.exit(main())
