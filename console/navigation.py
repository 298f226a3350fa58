"""The menu: what there is, in which order. Who sees an entry follows from the mark of the view behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from console.permissions import Mark, mark_of
from console.requests import ConsoleRequest
from console.rights import verdict_on


@dataclass(frozen=True)
class Item:
    """An entry of the menu: its words, its icon, and the name of the address it leads to.

    A page that gathers others is there for whoever may open one of them: the addresses in `over`.
    """

    title: str | Promise
    icon: str
    name: str
    over: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Entries under one heading ("" for none); `folds` where the group can be closed."""

    title: str | Promise
    items: tuple[Item, ...]
    folds: bool = False


PROFILES = ("authentication", "certification", "signing", "electronic-seal", "verification", "virtual-id")

GROUPS = (
    Group(
        "",
        (
            Item(_("Dashboard"), "layout-dashboard", "dashboard"),
            Item(_("Accounts"), "users", "accounts-list"),
            Item(_("Service plans"), "stack-2", "service-plans-list"),
            Item(_("Billing"), "receipt-2", "billings-list"),
            Item(_("Transaction log"), "list-details", "transactions-list"),
        ),
    ),
    Group(
        _("Insight"),
        (
            Item(_("Statistics"), "chart-histogram", "statistics"),
            Item(_("Advanced reports"), "report-analytics", "advanced-reports-list"),
        ),
    ),
    Group(
        _("Configuration"),
        (
            Item(_("Global settings"), "adjustments-horizontal", "settings"),
            Item(_("Connectors"), "plug-connected", "connectors-list"),
            Item(_("Profiles"), "id-badge-2", "profiles", over=tuple(f"{kind}-profiles-list" for kind in PROFILES)),
            Item(_("Service agreements"), "file-text", "service-agreements-list"),
            Item(_("Licence"), "license", "license"),
            Item(_("Branding"), "palette", "branding-list"),
            Item(_("Instances"), "server-2", "instances-list"),
            Item(_("Integrations"), "key", "integrations-list"),
        ),
        folds=True,
    ),
    Group(
        _("Access"),
        (
            Item(_("Operators"), "user-shield", "operators-list"),
            Item(_("Roles"), "shield-lock", "roles-list"),
            Item(_("Operator log"), "list-details", "operator-log-list"),
        ),
    ),
    Group(
        _("Console"),
        (
            Item(_("Jobs"), "progress-check", "jobs"),
            Item(_("Audit"), "history", "audit"),
            Item(_("People"), "users", "people"),
            Item(_("Credentials"), "key", "credentials"),
            Item(_("SigningHub passwords"), "key", "passwords"),
            Item(_("Environments"), "world", "environments"),
        ),
    ),
)


def context(request: HttpRequest) -> dict[str, Any]:
    """Template context: `navigation`, only what the person may open, and `environment`; both made when first used.

    Functions, which templates call: unlike a lazy object, nothing is nothing.
    """
    return {
        "navigation": cache(lambda: list(groups(request))),  # type: ignore[arg-type]
        "environment": cache(lambda: _environment(request)),
    }


def _environment(request: HttpRequest) -> Any:
    credential = getattr(getattr(request, "user", None), "credential", None)
    return credential.environment if credential else None


def groups(request: ConsoleRequest) -> Iterator[dict[str, Any]]:
    """The groups of the menu with the entries that this person may open."""
    for group in GROUPS:
        items = list(_items(request, group))
        if items:
            yield {"title": group.title, "items": items, "folds": group.folds}


def _items(request: ConsoleRequest, group: Group) -> Iterator[dict[str, Any]]:
    for item in group.items:
        found = _target(item.name)
        if found is None or not verdict_on(request, found[1]).allowed:
            continue
        marks = [target[1] for target in map(_target, item.over) if target]
        if item.over and not any(verdict_on(request, mark).allowed for mark in marks):
            continue
        url, _mark = found
        # Every address begins with that of the dashboard.
        is_current = request.path == url or (url != "/" and request.path.startswith(url))
        yield {"title": item.title, "icon": item.icon, "url": url, "is_current": is_current}


def _target(name: str) -> tuple[str, Mark | None] | None:
    """The address of that name and the mark of its view; None while no module offers it."""
    return _looked_up(name, settings.ROOT_URLCONF)


@cache
def _looked_up(name: str, urlconf: str) -> tuple[str, Mark | None] | None:
    try:
        url = reverse(name, urlconf)
    except NoReverseMatch:
        return None
    return url, mark_of(resolve(url, urlconf).func)
