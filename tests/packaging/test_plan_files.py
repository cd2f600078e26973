"""Every installer tells its system that plans are ours, under the one name and the one type."""

from __future__ import annotations

import configparser
from pathlib import Path
from xml.etree import ElementTree

from macos.info import PLAN_TYPE, bundle_info

from app.domain.organisation.plan_file import PLAN_MEDIA_TYPE, PLAN_SUFFIX

_PACKAGING = Path(__file__).parents[2] / "packaging"
_MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"
_WIX = "{http://schemas.microsoft.com/wix/2006/wi}"


def test_linux_desktop_opens_plans_with_us() -> None:
    entry = configparser.RawConfigParser()
    entry.read(_PACKAGING / "linux" / "sendwright.desktop", "utf-8")
    assert entry["Desktop Entry"]["Exec"] == "sendwright %f"
    assert entry["Desktop Entry"]["MimeType"] == f"{PLAN_MEDIA_TYPE};"
    metainfo = (_PACKAGING / "linux" / "sendwright.metainfo.xml.in").read_text("utf-8")
    assert f"<mediatype>{PLAN_MEDIA_TYPE}</mediatype>" in metainfo


def test_linux_knows_the_type_by_its_name() -> None:
    (kind,) = ElementTree.parse(_PACKAGING / "linux" / "sendwright.xml").getroot()
    assert kind.attrib["type"] == PLAN_MEDIA_TYPE
    assert [glob.attrib["pattern"] for glob in kind.iter(f"{_MIME}glob")] == [f"*{PLAN_SUFFIX}"]


def test_macos_owns_plans() -> None:
    info = bundle_info("1.2.3")
    (document,), (declared,) = info["CFBundleDocumentTypes"], info["UTExportedTypeDeclarations"]
    assert document["LSItemContentTypes"] == [declared["UTTypeIdentifier"]] == [PLAN_TYPE]
    tags = declared["UTTypeTagSpecification"]
    assert tags["public.filename-extension"] == [PLAN_SUFFIX.removeprefix(".")]
    assert tags["public.mime-type"] == [PLAN_MEDIA_TYPE]


def test_windows_opens_plans_by_both_installers() -> None:
    script = (_PACKAGING / "windows" / "sendwright.nsi").read_text("utf-8")
    assert f'"${{CLASSES}}\\{PLAN_SUFFIX}" "Content Type" "{PLAN_MEDIA_TYPE}"' in script
    assert f'DeleteRegKey SHCTX "${{CLASSES}}\\{PLAN_SUFFIX}"' in script
    values = {
        (value.attrib["Key"], value.attrib.get("Name", "")): value.attrib["Value"]
        for value in ElementTree.parse(_PACKAGING / "windows" / "sendwright.wxs.in").iter(
            f"{_WIX}RegistryValue"
        )
    }
    assert values[f"Software\\Classes\\{PLAN_SUFFIX}", "Content Type"] == PLAN_MEDIA_TYPE
    kind = values[f"Software\\Classes\\{PLAN_SUFFIX}", ""]
    command = values[f"Software\\Classes\\{kind}\\shell\\open\\command", ""]
    assert command == '"[INSTALLDIR]sendwright-gui.exe" "%1"'
