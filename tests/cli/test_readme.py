"""The README says what the program says."""

from pathlib import Path

import click.testing

from app.catalogue.clouds import load_cloud
from app.cli.main import cli

README = Path(__file__).parents[2] / "README.md"


def blocks() -> list[str]:
    return README.read_text(encoding="utf-8").split("```")[1::2]


def test_the_help_in_the_readme_is_the_programs() -> None:
    runner = click.testing.CliRunner()
    said = runner.invoke(cli, ["--help"], prog_name="sendwright", terminal_width=80).output
    shown = next(block for block in blocks() if "Usage: sendwright" in block)
    assert shown.strip() == said.strip()


def test_the_cloud_file_in_the_readme_can_be_loaded(tmp_path: Path) -> None:
    text = next(block for block in blocks() if "schema = 1" in block)
    path = tmp_path / "lab.toml"
    path.write_text(text.removeprefix("toml"))
    (tmp_path / "ca.pem").touch()
    cloud = load_cloud(path)
    assert cloud.is_private
    assert cloud.trust.ca_file == str((tmp_path / "ca.pem").resolve())


def test_every_picture_in_the_readme_is_there() -> None:
    text = README.read_text(encoding="utf-8")
    pictures = [part.split(")")[0] for part in text.split("](")[1:] if ".png" in part.split(")")[0]]
    assert pictures
    assert [name for name in pictures if not (README.parent / name).is_file()] == []
