"""The screens of the console and the acts on them, as far as this person may use them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import get_resolver, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.accounts.find import matching
from console import navigation
from console.checks import addresses
from console.requests import ConsoleRequest
from console.screens.page import allowed
from console.screens.resource import Resource


@dataclass(frozen=True)
class Destination:
    """Something to open: what it is called, where it is, what it belongs to, and what else is said of it."""

    title: str
    icon: str
    url: str
    group: str = ""
    note: str = ""


@dataclass(frozen=True)
class Hit:
    """A destination that was found; `title` and `group` are its own with the typed words marked."""

    destination: Destination
    title: SafeString
    group: SafeString
    rank: int


def screens(request: ConsoleRequest) -> list[Destination]:
    """The screens of the menu and the person's own page."""
    of_menu = [
        Destination(str(item["title"]), item["icon"], item["url"], str(group["title"]))
        for group in navigation.groups(request)
        for item in group["items"]
    ]
    own = Destination(_("Profile and second factor"), "user", reverse("profile"))
    return [*of_menu, own]


def views(request: ConsoleRequest) -> list[Destination]:
    """The ready-made views of the lists."""
    return [
        Destination(
            _plainly(view.title),
            resource.icon,
            f"{resource.url('list')}?{urlencode({resource.views_by: view.value})}",
            _plainly(resource.title),
        )
        for resource in _lists(request)
        for view in resource.views
    ]


def acts(request: ConsoleRequest) -> list[Destination]:
    """What can be done in the lists; what is done to one record leads to the list to choose it from."""
    return [act for resource in _lists(request) for act in _acts_of(request, resource)]


def find(all_of_them: Iterable[Destination], words: Sequence[str]) -> list[Hit]:
    """The destinations that answer the words, the best first; all in their own order where no word was typed."""
    hits = []
    for destination in all_of_them:
        rank = matching.rank(destination.title, destination.group, words)
        if rank is not None:
            title, group = (matching.marked(text, words) for text in (destination.title, destination.group))
            hits.append(Hit(destination, title, group, rank))
    return sorted(hits, key=lambda hit: hit.rank) if words else hits


def _acts_of(request: ConsoleRequest, resource: Resource) -> Iterator[Destination]:
    group = _plainly(resource.title)
    if allowed(request, resource, "add"):
        yield Destination(_("Add %(noun)s") % {"noun": resource.noun}, "plus", resource.url("add"), group)
    for action in resource.actions:
        if action.on != "selection" and allowed(request, resource, action.name):
            is_here = action.on == "list"
            url = resource.url(action.name if is_here else "list")
            note = "" if is_here else _("choose one in the list")
            yield Destination(_plainly(action.title), action.icon or resource.icon, url, group, note)


def _plainly(title: str | Promise) -> str:
    return capfirst(str(title))


def _lists(request: ConsoleRequest) -> list[Resource]:
    """The resources whose list this person may open. What lives under another record has no list of its own here."""
    every = _resources(get_urlconf() or settings.ROOT_URLCONF)
    return [resource for resource in every if resource.parent is None and may_open(request, resource)]


def may_open(request: ConsoleRequest, resource: Resource) -> bool:
    """Whether this person may open the list of a resource and SigningHub offers it.

    The right first: somebody without a credential has no SigningHub that could offer anything.
    """
    return request.may(resource.permission("list")).allowed and allowed(request, resource, "list")


@cache
def _resources(urlconf: str) -> tuple[Resource, ...]:
    """The resources behind the addresses, each once, in the order of the addresses."""
    found: dict[str, Resource] = {}
    for address in addresses(get_resolver(urlconf)):
        resource = getattr(address.view, "resource", None)
        if isinstance(resource, Resource):
            found.setdefault(resource.name, resource)
    return tuple(found.values())
