"""What Info.plist says, and a check of a finished one and of the entitlements.

python packaging/macos/info.py --check Info.plist
"""

from __future__ import annotations

import plistlib
import re
import sys
from pathlib import Path
from typing import Any

from app.domain.organisation.plan_file import PLAN_MEDIA_TYPE, PLAN_SUFFIX

IDENTIFIER = "app.sendwright.Sendwright"
OLDEST_MACOS = "13.0"
PLAN_TYPE = "app.sendwright.plan"
ENTITLEMENTS = Path(__file__).with_name("entitlements.plist")
_NEEDED = (
    "CFBundleIdentifier", "CFBundleName", "CFBundleExecutable", "CFBundleShortVersionString",
    "CFBundleVersion", "CFBundlePackageType", "CFBundleIconFile", "LSMinimumSystemVersion",
    "NSHighResolutionCapable", "NSHumanReadableCopyright", "CFBundleDocumentTypes",
    "UTExportedTypeDeclarations",
)  # fmt: skip


def bundle_info(version: str) -> dict[str, Any]:
    """Return the keys that PyInstaller writes beside its own."""
    return {
        "CFBundleDisplayName": "Sendwright",
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Sendwright plan",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [PLAN_TYPE],
            }
        ],
        "CFBundleExecutable": "sendwright",
        "CFBundleIconFile": "sendwright.icns",
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleName": "Sendwright",
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "LSApplicationCategoryType": "public.app-category.utilities",
        "LSMinimumSystemVersion": OLDEST_MACOS,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "The Sendwright authors, MIT licence",
        "NSLocalNetworkUsageDescription": "Sendwright tests the mail servers that you name.",
        "NSSupportsAutomaticGraphicsSwitching": True,
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": PLAN_TYPE,
                "UTTypeDescription": "Sendwright plan",
                "UTTypeConformsTo": ["public.utf8-plain-text"],
                "UTTypeIconFile": "sendwright.icns",
                "UTTypeTagSpecification": {
                    "public.filename-extension": [PLAN_SUFFIX.removeprefix(".")],
                    "public.mime-type": [PLAN_MEDIA_TYPE],
                },
            }
        ],
    }


def problems_of(info: dict[str, object], entitlements: dict[str, object]) -> tuple[str, ...]:
    """Say what keeps a bundle from starting, being signed or being notarised."""
    found = [f"Info.plist has no {key}" for key in _NEEDED if key not in info]
    version = str(info.get("CFBundleShortVersionString", ""))
    if not re.fullmatch(r"\d+\.\d+(\.\d+)?", version):
        found.append(f"Apple takes no version such as {version!r}")
    if not re.fullmatch(r"[A-Za-z0-9.-]+", str(info.get("CFBundleIdentifier", ""))):
        found.append("the identifier has letters that Apple refuses")
    found += [
        f"{key} is no boolean" for key, on in entitlements.items() if not isinstance(on, bool)
    ]
    if entitlements.get("com.apple.security.get-task-allow"):
        found.append("get-task-allow is for development; notarisation refuses it")
    return tuple(found)


def main() -> int:
    """Check the Info.plist of a finished bundle."""
    info = plistlib.loads(Path(sys.argv[2]).read_bytes())
    problems = problems_of(info, plistlib.loads(ENTITLEMENTS.read_bytes()))
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
