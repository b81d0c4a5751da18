"""The address where a screen is paired, as a QR code."""

from io import BytesIO

QUIET = 4
"""Modules of white around the code: cameras need them."""


def qr_svg(address: str) -> bytes:
    """Return `address` as a QR code, drawn as SVG in black on white."""
    import segno

    drawn = BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="svg", border=QUIET, light="white", omitsize=True)
    return drawn.getvalue()
