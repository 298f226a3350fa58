"""JSON whose numbers go back as they came, also those that a float cannot hold whole: 12345678901234567.89."""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any


class Exact(float):
    """A number with more digits than a float has: to reckon with, a float; to show and to send, the text it came as."""

    text: str

    def __new__(cls, text: str) -> Exact:
        number = super().__new__(cls, text)
        number.text = text
        return number

    def __repr__(self) -> str:
        return self.text

    # A copy is made from the text.
    def __getnewargs__(self) -> tuple[str]:  # type: ignore[override]
        return (self.text,)


def number(text: str) -> float:
    """For json's parse_float: a float, an Exact where that would lose digits."""
    plain = float(text)
    if math.isinf(plain):
        return plain
    try:
        return plain if Decimal(text) == Decimal(repr(plain)) else Exact(text)
    except InvalidOperation:
        # So close to nothing that even the exponent is too long.
        return Exact(text)


def dumps(value: Any, **options: Any) -> str:
    """As json.dumps; an Exact is written as it came, for which json has no way but a float's."""
    written: dict[str, str] = {}
    mark = secrets.token_hex(16)

    def marked(node: Any) -> Any:
        if isinstance(node, Exact):
            name = f"{mark}.{len(written)}."
            written[f'"{name}"'] = node.text
            return name
        if isinstance(node, Mapping):
            return {key: marked(child) for key, child in node.items()}
        return [marked(child) for child in node] if isinstance(node, list | tuple) else node

    text = json.dumps(marked(value), **options)
    for name, digits in written.items():
        text = text.replace(name, digits)
    return text
