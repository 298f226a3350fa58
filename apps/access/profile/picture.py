"""A person's picture: one of four kinds of image, told by how it begins, and nothing that could run."""

from __future__ import annotations

import base64
import binascii
import re

LARGEST = 512 * 1024
KINDS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}
DATA_URL = re.compile(r"data:[^,]{0,100},")


def kind_of(content: bytes) -> str:
    """The media type of an image; "" for anything else, SVG among it, which may hold scripts."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in KINDS.items() if content.startswith(start)), "")


def content_of(picture: object) -> bytes:
    """The image in what SigningHub keeps as a picture; empty where there is none."""
    if not isinstance(picture, str):
        return b""
    text = "".join(DATA_URL.sub("", picture.strip(), count=1).split())
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return content if len(content) <= LARGEST and kind_of(content) else b""
