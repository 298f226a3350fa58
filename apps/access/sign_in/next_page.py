"""Where a person goes after signing in: never anywhere but a page of this console."""

from __future__ import annotations

from urllib.parse import unquote

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/"
FIELD = "next"


def safe_path(candidate: str) -> str:
    """`candidate` if it is an address of this console and nothing else however often it is decoded, else home."""
    path = candidate.partition("?")[0].partition("#")[0]
    if not _is_local(candidate):
        return HOME
    for _round in range(3):
        if "\\" in path or not _is_local(path):
            return HOME
        path = unquote(path)
    return candidate if path == unquote(path) else HOME


def _is_local(text: str) -> bool:
    """Whether a browser stays on this origin; the query may hold anything, the path decides (safe_path)."""
    return (
        text.startswith("/")
        and not any(ord(letter) < 0x20 for letter in text)
        and url_has_allowed_host_and_scheme(text, allowed_hosts=None)
    )


def asked_page(request: HttpRequest) -> str:
    """The page that this request wants to go to afterwards (field `next`)."""
    return safe_path(request.POST.get(FIELD) or request.GET.get(FIELD) or HOME)
