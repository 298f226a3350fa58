"""Opening a saved search as filters of its list, and saving these as a search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from console.api.service import LARGEST_PAGE, Query
from console.requests import ConsoleRequest
from console.screens import cells, facts, links, views
from console.screens.cells import Reader
from console.screens.facts import Fact, Group
from console.screens.page import page_or_part, template_of, way_back
from console.screens.resource import Resource, Row
from console.screens.saved.criteria import Criteria
from console.screens.saved.service import SavedSearches
from console.screens.table import key_of

WORDS = {
    "search_name": gettext_lazy("Search"),
    "operator_name": gettext_lazy("Saved by"),
    "default": gettext_lazy("Built in"),
    "created_on": gettext_lazy("Saved on"),
}


def _service(request: ConsoleRequest, resource: Resource) -> SavedSearches:
    service = resource.service(request.api)
    if not isinstance(service, SavedSearches):
        raise TypeError(f"{resource.name} is no resource of saved searches.")
    return service


def searches_in_menu(request: ConsoleRequest, resource: Resource) -> Mapping[str, Any]:
    """Get Saved Searches, each as a view of their list: the context of the part that offers them."""
    service = _service(request, resource)
    found = service.page(Query(size=LARGEST_PAGE)).items
    return {"searches": [(resource.called(search), _address(request, resource, search), search) for search in found]}


def _address(request: ConsoleRequest, resource: Resource, search: Row) -> str:
    """The list where it can be asked exactly that, else the page that says what it cannot; "" without a usable id."""
    criteria = _service(request, resource).criteria
    mapped = criteria.to_filters(criteria.of(search), request.api.contract.operation(criteria.operation))
    if mapped.values and not mapped.left_out:
        return criteria.list_of(mapped.values)
    # A list of searches may leave their criteria out; the page reads them.
    pk = key_of(search, resource)
    return "" if pk is None else resource.url("open", pk)


@require_safe
def show_search(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get Saved Search by ID: what it asks, in words."""
    service = _service(request, resource)
    item, criteria = service.get(pk), service.criteria
    reader = Reader()
    context = views.detail_context(request, resource, item, pk, keys)
    not_a_fact = {"criteria", *SavedSearches.derived, *criteria.by_name}
    own = {key: value for key, value in item.items() if key not in not_a_fact}
    asked = [Fact(title, cells.cell("text", words, reader)) for title, words in criteria.in_words(criteria.of(item))]
    context["groups"] = facts.groups(own, WORDS, reader)
    if asked:
        context["groups"].append(Group(_("Asks for"), asked))
    return page_or_part(request, template_of(resource, "detail"), "facts", context)


@require_safe
def open_search(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Lead to the list of accounts with the search's filters; where it cannot be asked all of them, say so first."""
    service = _service(request, resource)
    item, criteria = service.get(pk), service.criteria
    mapped = criteria.to_filters(criteria.of(item), request.api.contract.operation(criteria.operation))
    address = criteria.list_of(mapped.values)
    if not mapped.left_out:
        return redirect(address)
    context = {
        "resource": resource,
        "called": resource.called(item),
        "left_out": mapped.left_out,
        "asked": criteria.in_words(
            {name: value for name, value in criteria.of(item).items() if _is_asked(criteria, name, mapped.values)}
        ),
        "address": address,
        "list_url": way_back(request, resource, keys),
        "back": links.coming_from(resource.url("detail", pk), links.return_to(request, "")),
        "title": resource.action("open").title,
    }
    return render(request, "screens/saved/open.html", context)


def _is_asked(criteria: Criteria, name: str, filters: Mapping[str, str]) -> bool:
    return name in criteria.by_name and criteria.by_name[name].filter in filters


@require_http_methods(["GET", "HEAD", "POST"])
def add_search(request: ConsoleRequest, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Save Search: the filters of the list that the person comes from, under a name; what is not kept is said."""
    contract = request.api.contract
    came_from = urlsplit(links.return_to(request, ""))
    criteria, saving = _service(request, resource).criteria, contract.operation(str(resource.operation("add")))
    if came_from.path != reverse(criteria.page):
        return views.add(request, resource=resource, **keys)
    params = QueryDict(came_from.query)
    service = _service(request, resource)
    mapped = criteria.to_criteria(params, contract.operation(criteria.operation), service.kept(saving))
    start = {service.within: mapped.values} if service.within else mapped.values
    notes = mapped.left_out
    if notes:
        notes = [*notes, _("Opening the search will therefore show something else, or in another order, than now.")]
    return views.add(request, resource=resource, start=start, notes=notes, **keys)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_search(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Update Saved Search. It replaces the criteria, so those that it does not take are said to be lost."""
    service = _service(request, resource)
    criteria = service.criteria
    asked = criteria.of(service.get(pk))
    taken = service.kept(request.api.contract.operation(str(resource.operation("edit"))))
    # Where criteria are an object, what is unknown in it goes back as it came.
    lost = criteria.in_words({name: value for name, value in asked.items() if name not in taken and not service.within})
    notes = [_("Saving drops “%(title)s: %(value)s”.") % {"title": title, "value": value} for title, value in lost]
    return views.edit(request, pk, resource=resource, notes=notes, **keys)
