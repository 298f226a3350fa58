"""Pictures: decoded and written anew before they go anywhere, so that only a picture is left of them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

# Whatever else Pillow could read, and each has its own history of holes, is no picture here.
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "ICO", "BMP")
DATA_URL = re.compile(r"data:[^,]{0,200},")
KB = 1024
QUALITY = 88

REFUSALS = {
    "too_large": _("This file is too large."),
    "too_wide": _("This picture has too many pixels."),
    "no_picture": _("This is not a picture in PNG, JPEG, GIF, WebP, ICO or BMP."),
}


@dataclass(frozen=True)
class Slot:
    """A place for a picture: how large its file may be (bytes) and the picture (pixels)."""

    bytes: int
    width: int
    height: int
    may_be_photo: bool = False


LARGEST = Slot(10 * 1024 * KB, 6000, 6000)


class PictureRefused(Exception):  # noqa: N818 - what was handed over is refused
    """No picture that can be taken; `code` is a key of REFUSALS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = str(REFUSALS[code])


@dataclass(frozen=True)
class Picture:
    """A picture that was written anew here: its file, what it is, and how large."""

    data: bytes
    kind: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        """What the picture is known by."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def text(self) -> str:
        """The picture as SigningHub takes it."""
        return base64.b64encode(self.data).decode("ascii")

    @property
    def words(self) -> str:
        """What a person may know of it without seeing it."""
        name = self.kind.partition("/")[2].upper()
        return f"{name}, {self.width} × {self.height}, {max(1, round(len(self.data) / KB))} KB"


def picture_in(value: object) -> Picture | None:
    """The picture in what SigningHub sent: Base64, also as a data address; None where there is none to show."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return _picture_in(value) if isinstance(value, str) and value.strip() else None


# A page asks for the same few again and again, and each costs a decoding.
@lru_cache(maxsize=8)
def _picture_in(text: str) -> Picture | None:
    try:
        data = base64.b64decode("".join(DATA_URL.sub("", text, count=1).split()), validate=True)
        return written_anew(data, LARGEST)
    except (binascii.Error, ValueError, PictureRefused):
        return None


def written_anew(data: bytes, slot: Slot) -> Picture:
    """A picture decoded and encoded again: what was hidden in or behind it is gone. Raises PictureRefused."""
    if len(data) > slot.bytes:
        raise PictureRefused("too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=FORMATS) as found:
                if found.width > slot.width or found.height > slot.height:
                    raise PictureRefused("too_wide")
                found.load()
                is_photo = slot.may_be_photo and found.format == "JPEG"
                return _encoded(found.convert("RGB" if is_photo else "RGBA"), is_photo)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        raise PictureRefused("no_picture") from None


def _encoded(picture: Image.Image, is_photo: bool) -> Picture:
    # A new picture has the pixels and nothing else: no profile, no place, no comment.
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    file = io.BytesIO()
    if is_photo:
        bare.save(file, "JPEG", quality=QUALITY)
    else:
        bare.save(file, "PNG")
    return Picture(file.getvalue(), "image/jpeg" if is_photo else "image/png", *bare.size)
