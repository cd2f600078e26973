"""What can be proven of the macOS bundle on any system."""

from __future__ import annotations

import plistlib

from macos.info import ENTITLEMENTS, bundle_info, problems_of

from app import __version__

_ENTITLEMENTS: dict[str, object] = plistlib.loads(ENTITLEMENTS.read_bytes())


def test_our_keys_and_entitlements_have_no_problem() -> None:
    assert problems_of(bundle_info(__version__), _ENTITLEMENTS) == ()


def test_info_survives_the_plist_format() -> None:
    info = bundle_info("1.2.3")
    assert plistlib.loads(plistlib.dumps(info)) == info


def test_macos_13_is_still_served() -> None:
    assert bundle_info("1.2.3")["LSMinimumSystemVersion"] == "13.0"


def test_every_problem_is_named() -> None:
    info = {**bundle_info("1.2.3rc1"), "CFBundleIdentifier": "a b"}
    del info["CFBundleIconFile"]
    problems = problems_of(info, {"com.apple.security.get-task-allow": True, "x": "yes"})
    assert len(problems) == 5
