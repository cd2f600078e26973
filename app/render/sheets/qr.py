"""A QR code as SVG, black on nothing."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str) -> str:
    """Draw the text; nothing for no text or for more than a code can hold."""
    if not text:
        return ""
    try:
        code = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError:
        return ""
    out = io.BytesIO()
    code.save(out, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None)
    return out.getvalue().decode()
