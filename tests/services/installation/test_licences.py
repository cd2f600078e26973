"""Every part that comes along is named with its licence."""

from __future__ import annotations

from app.services.installation.licences import find_parts, load_parts


def test_parts_reach_beyond_direct_dependencies() -> None:
    names = {part.name.lower() for part in find_parts()}
    assert {"pyside6_essentials", "shiboken6", "cryptography", "cffi", "urllib3"} <= names
    assert "pytest" not in names


def test_every_part_has_licence_and_package_address() -> None:
    for part in load_parts():
        assert part.licence, part.name
        assert part.version, part.name
        assert part.purl.startswith("pkg:"), part.name


def test_interpreter_is_a_part_with_its_text() -> None:
    (python,) = [part for part in load_parts() if part.name == "Python"]
    assert python.licence == "PSF-2.0"


def test_unknown_project_has_no_parts() -> None:
    assert find_parts(["no-such-project-anywhere>=1"]) == ()
