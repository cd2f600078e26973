"""Every icon comes from one SVG; readers that are not ours open what was written."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from common.icons import HICOLOR_SIZES, ICNS_SIZES, ICO_SIZES, SIDE_SIZE, make_icons
from PySide6.QtGui import QImage, QImageReader

from app.resources import ICONS

_SVG = ICONS / "sendwright.svg"


@pytest.fixture(scope="module")
def icons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("icons")
    make_icons(_SVG, out)
    return out


@pytest.mark.parametrize("size", HICOLOR_SIZES)
def test_desktop_picture_has_its_size(icons: Path, size: int) -> None:
    image = QImage(str(icons / "hicolor" / f"{size}x{size}" / "apps" / "sendwright.png"))
    assert (image.width(), image.height()) == (size, size)


def test_smallest_picture_keeps_light_mark_on_dark_ground(icons: Path) -> None:
    image = QImage(str(icons / "hicolor" / "16x16" / "apps" / "sendwright.png"))
    lights = [image.pixelColor(x, y).lightness() for x in range(16) for y in range(16)]
    opaque = [image.pixelColor(x, y).alpha() > 200 for x in range(16) for y in range(16)]
    shades = [light for light, solid in zip(lights, opaque, strict=True) if solid]
    assert sum(light > 200 for light in shades) >= 25
    assert sum(light < 150 for light in shades) >= 60


def test_windows_icon_is_read_back_in_every_size(icons: Path) -> None:
    reader = QImageReader(str(icons / "sendwright.ico"))
    assert reader.imageCount() == len(ICO_SIZES)
    for at, size in enumerate(ICO_SIZES):
        assert reader.jumpToImage(at)
        image = reader.read()
        assert image.width() == size
        original = QImage(str(icons / "hicolor" / "32x32" / "apps" / "sendwright.png"))
        if size == original.width():
            assert image.pixel(16, 16) == original.pixel(16, 16)
            assert image.pixel(20, 8) == original.pixel(20, 8)


def test_setup_program_has_a_bitmap_with_the_mark_in_its_middle(icons: Path) -> None:
    data = (icons / "side.bmp").read_bytes()
    assert (data[:2], struct.unpack("<H", data[28:30])[0]) == (b"BM", 24)  # as makensis wants it
    image = QImage.fromData(data)
    assert (image.width(), image.height()) == SIDE_SIZE
    corner, middle = image.pixelColor(2, 2), image.pixelColor(82, 110)
    assert corner != middle


def test_macos_icon_holds_every_size(icons: Path) -> None:
    data = (icons / "sendwright.icns").read_bytes()
    assert struct.unpack(">4sI", data[:8]) == (b"icns", len(data))
    at, found = 8, {}
    while at < len(data):
        key, length = struct.unpack(">4sI", data[at : at + 8])
        image = QImage.fromData(data[at + 8 : at + length])
        found[key.decode()] = image.width()
        at += length
    assert found == ICNS_SIZES


def test_icons_are_the_same_bytes_each_time(icons: Path, tmp_path: Path) -> None:
    make_icons(_SVG, tmp_path)
    for first in sorted(icons.rglob("*.*")):
        assert (tmp_path / first.relative_to(icons)).read_bytes() == first.read_bytes()
