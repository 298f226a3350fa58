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
class Place:
    """Something to open: what it is called, what is said beside it, and where it is."""

    title: str
    icon: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Hit:
    """A place that was found; `shown` is its title with the typed words marked."""

    place: Place
    shown: SafeString
    rank: int


def screens(request: ConsoleRequest) -> list[Place]:
    """The screens of the menu, then the ready-made views of the lists, then the person's own page."""
    of_menu = [
        Place(str(item["title"]), item["icon"], item["url"], str(group["title"]))
        for group in navigation.groups(request)
        for item in group["items"]
    ]
    own = Place(_("Profile and second factor"), "user", reverse("profile"))
    return [*of_menu, *_views(request), own]


def acts(request: ConsoleRequest) -> list[Place]:
    """What can be done in the lists; what is done to one record leads to the list to choose it from."""
    return [act for resource in _lists(request) for act in _acts_of(request, resource)]


def find(places: Iterable[Place], words: Sequence[str]) -> list[Hit]:
    """The places that answer the words, the best first; all of them in their own order where no word was typed."""
    hits = []
    for place in places:
        rank = matching.rank(place.title, place.note, words)
        if rank is not None:
            hits.append(Hit(place, matching.marked(place.title, words), rank))
    return sorted(hits, key=lambda hit: hit.rank) if words else hits


def _views(request: ConsoleRequest) -> Iterator[Place]:
    for resource in _lists(request):
        for view in resource.views:
            url = f"{resource.url('list')}?{urlencode({resource.views_by: view.value})}"
            yield Place(_plainly(view.title), resource.icon, url, _plainly(resource.title))


def _acts_of(request: ConsoleRequest, resource: Resource) -> Iterator[Place]:
    if allowed(request, resource, "add"):
        noun = _("Add %(noun)s") % {"noun": resource.noun}
        yield Place(noun, "plus", resource.url("add"), _plainly(resource.title))
    for action in resource.actions:
        if not allowed(request, resource, action.name):
            continue
        icon = action.icon or resource.icon
        if action.on == "list":
            yield Place(_plainly(action.title), icon, resource.url(action.name), _plainly(resource.title))
        else:
            note = _("choose one in the list: %(list)s") % {"list": resource.title}
            yield Place(_plainly(action.title), icon, resource.url("list"), note)


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
