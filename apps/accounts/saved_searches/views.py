"""Opening a saved search as filters of the list of accounts, and saving these as a search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.saved_searches.criteria import BY_NAME, criteria_of, in_words, to_criteria, to_filters
from apps.accounts.saved_searches.service import AccountSearches
from console.requests import ConsoleRequest
from console.screens import cells, facts, links, views
from console.screens.cells import Reader
from console.screens.facts import Fact, Group
from console.screens.page import page_or_part, service_of, template_of, way_back
from console.screens.resource import Resource

WORDS = {
    "search_name": gettext_lazy("Search"),
    "operator_name": gettext_lazy("Saved by"),
    "default": gettext_lazy("Built in"),
    "created_on": gettext_lazy("Saved on"),
}
# What a record says beside its criteria.
NOT_A_FACT = {"criteria", *AccountSearches.derived, *BY_NAME}


def list_of(filters: Mapping[str, str]) -> str:
    """The list of accounts with these filters."""
    return f"{reverse('accounts-list')}?{urlencode(filters)}" if filters else reverse("accounts-list")


@require_safe
def show_search(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get Saved Search by ID: what it asks, in words."""
    item = service_of(resource, request, keys).get(pk)
    reader = Reader()
    context = views.detail_context(request, resource, item, pk, keys)
    own = {key: value for key, value in item.items() if key not in NOT_A_FACT}
    asked = [Fact(title, cells.cell("text", words, reader)) for title, words in in_words(criteria_of(item))]
    context["groups"] = facts.groups(own, WORDS, reader)
    if asked:
        context["groups"].append(Group(_("Asks for"), asked))
    return page_or_part(request, template_of(resource, "detail"), "facts", context)


@require_safe
def open_search(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Lead to the list of accounts with the search's filters; where it cannot be asked all of them, say so first."""
    item = service_of(resource, request, keys).get(pk)
    mapped = to_filters(criteria_of(item), request.api.contract.operation("listAccounts"))
    address = list_of(mapped.values)
    if not mapped.left_out:
        return redirect(address)
    context = {
        "resource": resource,
        "called": resource.called(item),
        "left_out": mapped.left_out,
        "asked": in_words({name: value for name, value in criteria_of(item).items() if _is_asked(name, mapped.values)}),
        "address": address,
        "list_url": way_back(request, resource, keys),
        "back": links.coming_from(resource.url("detail", pk), links.return_to(request, "")),
        "title": _("Show the accounts"),
    }
    return render(request, "accounts/saved_searches/open.html", context)


def _is_asked(name: str, filters: Mapping[str, str]) -> bool:
    return name in BY_NAME and BY_NAME[name].filter in filters


@require_http_methods(["GET", "HEAD", "POST"])
def add_search(request: ConsoleRequest, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Save Search: the filters of the list that the person comes from, under a name; what is not kept is said."""
    contract = request.api.contract
    came_from = urlsplit(links.return_to(request, ""))
    if came_from.path != reverse("accounts-list"):
        return views.add(request, resource=resource, **keys)
    params = QueryDict(came_from.query)
    mapped = to_criteria(params, contract.operation("listAccounts"), contract.operation("addAccountSearch"))
    notes = mapped.left_out
    if notes:
        notes = [*notes, _("Opening the search will therefore show other accounts, or in another order, than now.")]
    return views.add(request, resource=resource, start=mapped.values, notes=notes, **keys)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_search(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Update Saved Search. It replaces the criteria, so those that it does not take are said to be lost."""
    item = service_of(resource, request, keys).get(pk)
    taken = request.api.contract.operation("updateAccountSearch").body_properties
    lost = in_words({name: value for name, value in criteria_of(item).items() if name not in taken})
    notes = [_("Saving drops “%(title)s: %(value)s”.") % {"title": title, "value": value} for title, value in lost]
    return views.edit(request, pk, resource=resource, notes=notes, **keys)
