"""Pictures made here, and what a picture begins with."""

from __future__ import annotations

import base64
import struct
import zlib

SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"\x00\x00\x01\x00", b"RIFF")


def picture(width: int, height: int, colour: str) -> str:
    """A PNG of one colour (#rrggbb), in Base64."""
    row = b"\0" + bytes.fromhex(colour.lstrip("#")) * width

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = SIGNATURES[0] + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(row * height)) + chunk(b"IEND", b"")
    return base64.b64encode(body).decode("ascii")
