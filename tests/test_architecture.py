"""The house as DESIGN draws it, checked in the files themselves."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 300
LONGEST_FUNCTION = 60
MOST_IGNORES = 4
FOLDERS = ("app", "tests", "packaging")
TOP_LEVEL = {
    "app", "resources", "tests", "packaging", "pyproject.toml", "uv.lock",
    "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
}  # fmt: skip
SOURCES = sorted(
    path
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.py")
    if ".tools" not in path.parts
)
MACHINE_PATH = re.compile(r"/(?:work|farm|root)/\w")
TEXTS = {".py", ".toml", ".md", ".txt", ".conf", ".cf", ".j2", ".typ", ".svg", ".sh", ""}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules_of(package: str) -> list[Path]:
    return sorted((ROOT / "app" / package).rglob("*.py"))


def imports_of(path: Path) -> Iterator[str]:
    """Give every module that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
            case _:
                pass


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_file_is_short_enough_to_read(path: Path) -> None:
    lines = path.read_text("utf-8").count("\n")
    assert lines <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_functions_are_short_enough_to_read(path: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    too_long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in functions
        if node.end_lineno and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not too_long


@pytest.mark.parametrize(
    "package",
    [
        "domain",
        "catalogue",
        "flow",
        "probe",
        "signin",
        "render",
        "store",
        "practice",
        "services",
        "cli",
    ],
)
def test_only_the_windows_import_qt(package: str) -> None:
    for path in modules_of(package):
        assert not [name for name in imports_of(path) if name.split(".")[0] == "PySide6"], path


def test_only_the_store_imports_the_keyring() -> None:
    guilty = [
        name_of(path)
        for path in (ROOT / "app").rglob("*.py")
        if "keyring" in {name.split(".")[0] for name in imports_of(path)}
        and "store" not in path.relative_to(ROOT).parts
    ]
    assert not guilty


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("domain", {"blocking.py"}),
        ("catalogue", set()),
        ("flow", set()),
        ("render", set()),
        ("store", {"tokens.py"}),
        ("cli", {"options.py"}),
        ("gui", {"tasks.py"}),
    ],
)
def test_asyncio_stays_where_waiting_is_the_work(package: str, allowed: set[str]) -> None:
    users = {path.name for path in modules_of(package) if "asyncio" in set(imports_of(path))}
    assert users <= allowed


def is_broad(handler: ast.ExceptHandler) -> bool:
    """Everything is caught and kept; what cleans up and raises again keeps nothing."""
    names = {"Exception", "BaseException"}
    caught = handler.type is None or (
        isinstance(handler.type, ast.Name) and handler.type.id in names
    )
    last = handler.body[-1]
    return caught and not (isinstance(last, ast.Raise) and last.exc is None)


@pytest.mark.parametrize("path", [p for p in SOURCES if "app" in p.parts], ids=name_of)
def test_a_broad_except_has_its_reason_beside_it(path: Path) -> None:
    text = path.read_text("utf-8")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ExceptHandler) and is_broad(node):
            assert "#" in lines[node.lineno - 1], f"line {node.lineno}"


def ignores(pattern: str) -> list[str]:
    return [
        f"{name_of(path)}: {line.strip()}"
        for path in SOURCES
        for line in path.read_text("utf-8").splitlines()
        if re.search(pattern, line) and path != Path(__file__)
    ]


def test_types_are_overruled_rarely() -> None:
    found = ignores(r"#\s*type: ignore")
    assert len(found) <= MOST_IGNORES, found


def test_every_overruled_check_has_its_reason_beside_it() -> None:
    with_reason = re.compile(r"#\s*(?:noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\])\s+#\s*\w")
    found = [line for line in ignores(r"#\s*(?:noqa|type: ignore)") if not with_reason.search(line)]
    assert not found


def tracked_files() -> list[Path]:
    """Ask git; a source archive has none, and then its own files are all there is."""
    try:
        names = subprocess.run(
            ["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=True
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        return SOURCES
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def test_no_file_names_a_path_of_one_machine() -> None:
    guilty = [
        name_of(path)
        for path in tracked_files()
        if path.suffix in TEXTS
        and path != Path(__file__)
        and MACHINE_PATH.search(path.read_text("utf-8", errors="replace"))
    ]
    assert not guilty


def test_top_level_holds_what_the_design_card_names() -> None:
    seen = {path.relative_to(ROOT).parts[0] for path in tracked_files()}
    assert {name for name in seen if not name.startswith(".")} <= TOP_LEVEL


def test_import_contracts_name_every_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    named = {name for layer in layers for name in layer.replace(" ", "").split("|")}
    packages = {f"app.{path.parent.name}" for path in (ROOT / "app").glob("*/__init__.py")}
    assert packages <= named
