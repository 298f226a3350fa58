"""Reading a mailed link: what of it SigningHub can decrypt, and whether what it decrypts to is about this recovery."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from apps.access.models import normal_email
from console.screens.cells import as_moment

# Base64 of either alphabet, hexadecimal or dotted: what such a query has been seen to be. Never an address.
QUERY = re.compile(r"[A-Za-z0-9+/=_.~-]{8,2048}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# How far SigningHub's clock may be from ours.
SKEW = timedelta(minutes=2)
DEEPEST = 5


def query_in(pasted: str) -> str:
    """The `q` of a pasted link, or the text itself where it is no link; empty where neither can be one.

    The address in it is never fetched, and never decides where anything is sent.
    """
    text = pasted.strip()
    if "q=" in text:
        found = parse_qs(urlsplit(text).query or text.lstrip("?")).get("q", [""])
        # In a query a plus is a space; in Base64 it is a sign.
        text = found[0].replace(" ", "+")
    return text if QUERY.fullmatch(text) else ""


def is_about(answer: Any, email: str, asked_at: datetime) -> bool:
    """Whether a decrypted link names this operator, nobody else, and a moment since the mail was asked for.

    An answer that names no operator or no moment is not taken for valid: nothing would bind it to this recovery.
    """
    values = list(_values(answer))
    emails = {normal_email(value) for value in values if EMAIL.fullmatch(value.strip())}
    moments = [moment for value in values if (moment := as_moment(value))]
    return bool(email) and emails == {normal_email(email)} and bool(moments) and min(moments) >= asked_at - SKEW


def _values(answer: Any, depth: int = 0) -> Iterator[str]:
    """Every text in an answer, whatever its shape."""
    if isinstance(answer, str):
        yield answer
    elif depth < DEEPEST:
        parts = answer.values() if isinstance(answer, Mapping) else answer if isinstance(answer, list) else ()
        for part in parts:
            yield from _values(part, depth + 1)
