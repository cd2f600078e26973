"""Makes every icon of every system from one SVG, with nothing but Qt."""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

HICOLOR_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256)
_ICO_PNG_FROM = 256
"""Windows reads smaller pictures as bitmaps everywhere, installers included."""
ICNS_SIZES = {
    "icp4": 16, "icp5": 32, "ic11": 32, "ic12": 64, "ic07": 128,
    "ic13": 256, "ic08": 256, "ic14": 512, "ic09": 512, "ic10": 1024,
}  # fmt: skip


SIDE_SIZE = (164, 314)
"""What the first and the last page of the Windows setup program have room for."""
_SIDE_COLOUR, _SIDE_MARK = "#f3f6f9", 108


def make_icons(svg: Path, out: Path) -> None:
    """Write sendwright.ico, sendwright.icns, the setup program's picture and a hicolor folder."""
    out.mkdir(parents=True, exist_ok=True)
    renderer = QSvgRenderer(str(svg))
    if not renderer.isValid():
        raise SystemExit(f"{svg} is no SVG that Qt can draw")
    for size in HICOLOR_SIZES:
        place = out / "hicolor" / f"{size}x{size}" / "apps"
        place.mkdir(parents=True, exist_ok=True)
        (place / "sendwright.png").write_bytes(_png(_draw(renderer, size)))
    scalable = out / "hicolor" / "scalable" / "apps"
    scalable.mkdir(parents=True, exist_ok=True)
    (scalable / "sendwright.svg").write_bytes(svg.read_bytes())
    (out / "sendwright.ico").write_bytes(_ico([_draw(renderer, size) for size in ICO_SIZES]))
    (out / "side.bmp").write_bytes(_encode(_draw_side(renderer), b"bmp"))
    pictures = {key: _png(_draw(renderer, size)) for key, size in ICNS_SIZES.items()}
    (out / "sendwright.icns").write_bytes(_icns(pictures))


def _draw(renderer: QSvgRenderer, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def _draw_side(renderer: QSvgRenderer) -> QImage:
    """The mark in the middle of a quiet ground; without transparency, which the page ignores."""
    width, height = SIDE_SIZE
    image = QImage(width, height, QImage.Format.Format_RGB888)
    image.fill(QColor(_SIDE_COLOUR))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left, top = (width - _SIDE_MARK) / 2, (height - _SIDE_MARK) / 2
    renderer.render(painter, QRectF(left, top, _SIDE_MARK, _SIDE_MARK))
    painter.end()
    return image


def _png(image: QImage) -> bytes:
    return _encode(image, b"png")


def _encode(image: QImage, kind: bytes) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(kind)).write(image)
    return bytes(data.data())


def _ico(images: list[QImage]) -> bytes:
    pictures = [_png(i) if i.width() >= _ICO_PNG_FROM else _bitmap(i) for i in images]
    head = struct.pack("<HHH", 0, 1, len(images))
    offset = len(head) + 16 * len(images)
    entries = b""
    for image, picture in zip(images, pictures, strict=True):
        side = image.width() % 256  # 0 stands for 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return head + entries + b"".join(pictures)


def _bitmap(image: QImage) -> bytes:
    """Return the picture as Windows keeps it in an .ico: upside down, then an empty mask."""
    size = image.width()
    header = struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, 0, 0, 0, 0, 0)
    pixels = bytes(image.constBits())
    rows = [pixels[y * size * 4 : (y + 1) * size * 4] for y in reversed(range(size))]
    mask = bytes((size + 31) // 32 * 4 * size)
    return header + b"".join(rows) + mask


def _icns(pictures: dict[str, bytes]) -> bytes:
    body = b"".join(
        key.encode("ascii") + struct.pack(">I", 8 + len(picture)) + picture
        for key, picture in pictures.items()
    )
    return b"icns" + struct.pack(">I", 8 + len(body)) + body
