"""Colours of a brand: how well text can be read on them, by the rule of WCAG 2."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\Z")
# Text of the usual size needs as much; headings and signs do with less.
ENOUGH, ENOUGH_IF_LARGE = 4.5, 3.0
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
Rgb = tuple[int, int, int]


@dataclass(frozen=True)
class Contrast:
    """How a colour stands out from white and from black text, each from 1 (not at all) to 21."""

    white: float
    black: float

    @property
    def level(self) -> str:
        """A class of .st: how white text reads on it, and it on white."""
        return "yes" if self.white >= ENOUGH else "warn" if self.white >= ENOUGH_IF_LARGE else "bad"


def rgb(colour: object) -> Rgb | None:
    """Red, green and blue of a colour as CSS writes it in hexadecimal; what shines through is left out of account."""
    if not isinstance(colour, str) or not COLOUR.match(colour.strip()):
        return None
    digits = colour.strip()[1:]
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def contrast(colour: object) -> Contrast | None:
    """The contrast of a colour; None where it is none."""
    found = rgb(colour)
    if found is None:
        return None
    return Contrast(_ratio(found, WHITE), _ratio(found, BLACK))


def _ratio(one: Rgb, other: Rgb) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    # Cut and not rounded: 4.46 is not enough.
    return int((lighter + 0.05) / (darker + 0.05) * 10) / 10


def _luminance(colour: Rgb) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (one / 255 for one in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def swatch(colour: object) -> SafeString:
    """A colour as a small picture; nothing where it is none."""
    if rgb(colour) is None:
        return SafeString("")
    return format_html(
        '<svg class="swatch" viewBox="0 0 24 16" aria-hidden="true"><rect width="24" height="16" fill="{}"/></svg>',
        str(colour).strip(),
    )
