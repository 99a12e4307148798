"""QR codes to be printed: as a picture for docx, as SVG for a page. Dense enough for a slip, coarse enough for a phone.

Error correction Q: a quarter of the code may be lost under a stamp, a fold or a shadow.
"""

from __future__ import annotations

import io

import segno

CORRECTION, QUIET = "q", 4


def png(text: str, *, scale: int = 12) -> bytes:
    """The code as a PNG picture, `scale` pixels a module."""
    out = io.BytesIO()
    _made(text).save(out, kind="png", scale=scale, border=QUIET)
    return out.getvalue()


def svg(text: str) -> str:
    """The code as SVG to stand in a page: no style of its own, as wide as its place."""
    return str(_made(text).svg_inline(border=QUIET, omitsize=True, svgclass="qr", lineclass=None))


def _made(text: str) -> segno.QRCode:
    return segno.make(text, error=CORRECTION, micro=False, boost_error=False)
