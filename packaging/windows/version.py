"""What Windows shows of the programs under Properties, Details."""

from __future__ import annotations

_TEMPLATE = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004,
                    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "The Sendwright authors"),
      StringStruct("FileDescription", "Sendwright"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "sendwright"),
      StringStruct("LegalCopyright", "The Sendwright authors, MIT licence"),
      StringStruct("OriginalFilename", "sendwright.exe"),
      StringStruct("ProductName", "Sendwright"),
      StringStruct("ProductVersion", "{version}")])]),
    VarFileInfo([VarStruct("Translation", [1033, 1200])])
  ]
)
"""


def version_resource(version: str) -> str:
    """Return the version resource as PyInstaller reads it."""
    return _TEMPLATE.format(numbers=version_numbers(version), version=version)


def version_numbers(version: str) -> tuple[int, int, int, int]:
    """Return the four numbers that Windows compares, of a version such as 1.2.3 or 1.2.3rc1."""
    release = version.split("+")[0].split("-")[0]
    numbers = [int("".join(c for c in part if c.isdigit()) or 0) for part in release.split(".")[:3]]
    major, minor, patch = (*numbers, 0, 0, 0)[:3]
    return (major, minor, patch, 0)
