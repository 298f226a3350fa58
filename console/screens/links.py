"""Addresses within the console: the way back to the list as it was, and a list's own address with one thing changed."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

RETURN_TO = "return_to"
LONGEST = 2000


def return_to(request: HttpRequest, fallback: str) -> str:
    """Where the person came from, if the request says so and it is a path of this console; else `fallback`.

    Read from the form first, so that it survives from the detail through the edit form to the save.
    """
    return safe_path(request.POST.get(RETURN_TO) or request.GET.get(RETURN_TO) or "") or fallback


def safe_path(path: str) -> str:
    """`path` if it is a plain path of this origin, else nothing: no host, no scheme, no control characters."""
    plain = path.startswith("/") and len(path) <= LONGEST and path.isprintable() and "\\" not in path
    if not plain or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return ""
    parts = urlsplit(path)
    return path if not parts.netloc and not parts.scheme and parts.path.startswith("/") else ""


def coming_from(url: str, path: str) -> str:
    """`url`, which will lead back to `path`; without a path, `url` as it is."""
    return f"{url}?{urlencode({RETURN_TO: path})}" if path else url


def same_query(url: str, here: str) -> str:
    """`url` with the query of `here`: a page about what a list shows is asked the same as the list."""
    query = urlsplit(here).query
    return f"{url}?{query}" if query else url


def with_changes(params: QueryDict, **changes: str | int | None) -> str:
    """The query string with some parameters replaced; None takes one away. Always begins with "?"."""
    return f"?{changed(params, changes).urlencode()}"


def changed(params: QueryDict, changes: Mapping[str, str | int | None]) -> QueryDict:
    """A copy of the parameters without blanks, with the changes made."""
    result = QueryDict(mutable=True)
    for key, values in params.lists():
        if key not in changes and (kept := [value for value in values if value]):
            result.setlist(key, kept)
    for key, value in changes.items():
        if value not in (None, ""):
            result[key] = str(value)
    return result


def carried(params: QueryDict, *more: str) -> list[tuple[str, str]]:
    """What a filter form must carry on besides its fields: order, page size, columns and `more`. Never the page."""
    kept = ("sort", "size", "columns", *more)
    return [(name, value) for name in kept for value in params.getlist(name) if value]
