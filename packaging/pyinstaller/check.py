"""Proves that a bundle holds no development file, test, cache or path of the build machine.

python packaging/pyinstaller/check.py BUNDLE
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

DEVELOPMENT_PARTS = frozenset(
    {"tests", "test", "__pycache__", ".git", ".github", ".venv", ".pytest_cache", ".mypy_cache",
     ".ruff_cache", ".hypothesis", "node_modules"}
)  # fmt: skip
DEVELOPMENT_FILES = re.compile(
    r"(?:test_.*|conftest)\.py|.*\.(?:pyi|pyc|orig|rej|swp|log|pdb|a|la|prl|cmake|h|hpp|c)"
    r"|pyproject\.toml|uv\.lock|\.DS_Store|\.coverage",
    re.IGNORECASE,
)
DEVELOPMENT_PACKAGES = (
    "pytest", "_pytest", "hypothesis", "mypy", "ruff", "coverage", "syrupy", "PyInstaller",
    "pypdf", "tree_sitter", "xdist", "icnsutil",
)  # fmt: skip
_CHUNK = 4 * 1024 * 1024


def problems_of(bundle: Path, *, build_places: Iterable[Path] = ()) -> tuple[str, ...]:
    """Say everything that must not be in the bundle, a sentence each; nothing where all is well."""
    needles = tuple(str(place).encode() for place in build_places)
    found: list[str] = []
    for path in sorted(bundle.rglob("*")):
        inside = path.relative_to(bundle)
        found += _wrong_name(inside)
        if path.is_symlink():
            target = path.resolve()
            if not target.is_relative_to(bundle.resolve()):
                found.append(f"{inside}: links to {target}, outside the bundle")
        elif path.is_file():
            found += [f"{inside}: names {needle!r}" for needle in _names(path, needles)]
    return (*found, *_archived(bundle, needles))


def _wrong_name(inside: Path) -> list[str]:
    found = []
    if DEVELOPMENT_PARTS.intersection(inside.parts):
        found.append(f"{inside}: a folder of tests, caches or tools")
    elif DEVELOPMENT_FILES.fullmatch(inside.name):
        found.append(f"{inside}: a file for development")
    if any(part in DEVELOPMENT_PACKAGES for part in inside.parts):
        found.append(f"{inside}: a package for development")
    return found


def _names(path: Path, needles: tuple[bytes, ...]) -> set[str]:
    """Return which of the paths stand in the file, in whatever encoding programs keep them."""
    wanted = {needle: (needle, needle.decode().encode("utf-16-le")) for needle in needles}
    longest = max((len(form) for forms in wanted.values() for form in forms), default=1)
    seen: set[str] = set()
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = tail + chunk
            seen |= {
                needle.decode()
                for needle, forms in wanted.items()
                if any(form in text for form in forms)
            }
            tail = text[-longest:]
    return seen


def _archived(bundle: Path, needles: tuple[bytes, ...]) -> Iterator[str]:
    """Look into the compressed archive of modules, where names and paths are not plain to see."""
    from PyInstaller.archive.readers import CArchiveReader, ZlibArchiveReader

    for program in sorted(bundle.glob("sendwright*")):
        if not program.is_file():
            continue
        outer = CArchiveReader(str(program))
        for name in outer.toc:
            if not name.startswith("PYZ"):
                continue
            inner = outer.open_embedded_archive(name)
            assert isinstance(inner, ZlibArchiveReader)
            for module in sorted(inner.toc):
                if module.partition(".")[0] in DEVELOPMENT_PACKAGES:
                    yield f"{program.name}: has the module {module}"
                raw = inner.extract(module, raw=True) or b""
                yield from (
                    f"{program.name}: {module} names {needle.decode()}"
                    for needle in needles
                    if needle in raw
                )


def places_of_this_machine() -> tuple[Path, ...]:
    """Return the folders whose names would tell where and by whom the bundle was built.

    /root and /usr are everybody's, and libraries that others built name them.
    """
    checkout = Path(__file__).resolve().parents[2]
    places = (checkout, Path(sys.prefix), Path(sys.base_prefix), Path.home())
    return tuple(place for place in places if len(place.parts) > 2)


def main() -> int:
    """Check one bundle against the machine that built it, which is taken to be this one."""
    bundle = Path(sys.argv[1])
    problems = problems_of(bundle, build_places=(*places_of_this_machine(), bundle.parent))
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
