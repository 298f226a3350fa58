"""Checked at start-up, under manage.py and under any WSGI server (console/start.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from console.permissions import Owed, mark_of, name_of


@dataclass(frozen=True)
class Address:
    """One address of the console: its route from the root, its name ("" where it has none) and its view."""

    route: str
    name: str
    view: Callable[..., Any]


def addresses(resolver: URLResolver | None = None) -> list[Address]:
    """Every address that a resolver (None: the console's) leads to, includes followed."""
    return list(_walk(resolver or get_resolver(), ""))


def _walk(resolver: URLResolver, before: str) -> Iterator[Address]:
    route = before + str(resolver.pattern)
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route)
        elif isinstance(entry, URLPattern):
            yield Address((route + str(entry.pattern)).removeprefix("^/"), entry.name or "", entry.callback)


def every_view_has_a_mark(resolver: URLResolver | None = None, **_options: object) -> list[CheckMessage]:
    """An error for each view that nobody could tell who may see."""
    return [
        Error(
            f"The view {name_of(found.view)} at /{found.route} carries no permission mark.",
            hint="Put one of the five marks of console/permissions.py on it.",
            obj=name_of(found.view),
            id="console.E001",
        )
        for found in addresses(resolver)
        if mark_of(found.view) is None
    ]


def the_lock_is_complete(**_options: object) -> list[CheckMessage]:
    """An error where the lock cannot ask what a sign-in owes, or does not know the page to settle it on."""
    try:
        import_string(getattr(settings, "OWED", ""))
    except ImportError:
        return [Error("The setting OWED names no function that says what a sign-in owes.", id="console.E002")]
    missing = {Owed.FACTOR, Owed.PASSWORD} - set(getattr(settings, "OWED_PAGES", {}))
    if missing:
        return [Error(f"The setting OWED_PAGES names no page for: {', '.join(sorted(missing))}.", id="console.E002")]
    return []
