"""Drawing the square code that an authenticator app reads."""

from __future__ import annotations

import qrcode
from django import template

register = template.Library()


@register.inclusion_tag("access/square_code.html")
def square_code(text: str) -> dict[str, object]:
    """`text` as an SVG made of one path, its side in modules with the quiet zone around it."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"side": len(rows), "path": path}
