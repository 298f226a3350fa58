"""What every screen does the same way: ask the resource's service, and answer with a page or a part of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import select_template
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from console.api.service import Service
from console.requests import ConsoleRequest
from console.rights import may_open
from console.screens import links
from console.screens.compression import compressed
from console.screens.parts import places
from console.screens.resource import Action, Resource, Row, Text
from console.screens.table import RowAct


def page_or_part(
    request: HttpRequest, template: str, part: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render the page, or only the named part when htmx asked to swap it in."""
    htmx = request.htmx  # type: ignore[attr-defined]
    # A history restore is an htmx request too, but it replaces the whole page.
    is_part = bool(htmx) and not htmx.boosted and not htmx.history_restore_request
    response = render(request, f"{template}#{part}" if is_part else template, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return compressed(request, response)


@cache
def template_of(resource: Resource, name: str) -> str:
    """The template of a screen: the one in the resource's own folder where there is one, else everybody's."""
    own = [f"{resource.template}/{name}.html"] if resource.template else []
    return str(select_template([*own, f"screens/{name}.html"]).template.name)


def service_of(resource: Resource, request: ConsoleRequest, keys: Mapping[str, Any]) -> Service:
    """The resource's service for this person; one under a parent is told which."""
    scope = {resource.parent_argument: keys["parent_pk"]} if resource.parent else {}
    return resource.service(request.api, **scope)


def parents(keys: Mapping[str, Any]) -> tuple[Any, ...]:
    """The part of a record's address that stands before its own key."""
    return (keys["parent_pk"],) if "parent_pk" in keys else ()


def way_back(request: HttpRequest, resource: Resource, keys: Mapping[str, Any]) -> str:
    """The list as the person left it, or as it begins."""
    return links.return_to(request, resource.url("list", *parents(keys)))


def allowed(request: ConsoleRequest, resource: Resource, screen: str) -> bool:
    """Whether this person may open the screen and SigningHub offers what it needs; a button is drawn on this."""
    if screen not in resource.screens():
        return False
    operation = resource.operation(screen)
    mapped = operation is None or request.api.contract.has(operation)
    return mapped and request.may(resource.permission(screen)).allowed


def with_open_links(request: ConsoleRequest, resource: Resource) -> Resource:
    """The resource without the links of its rows to records of another kind that this person may not open."""
    columns = tuple(
        replace(column, leads_to=None)
        if column.leads_to and not may_open(request, reverse(column.leads_to[0], args=(0,)))
        else column
        for column in resource.columns
    )
    return replace(resource, columns=columns)


def row_acts(request: ConsoleRequest, resource: Resource) -> list[RowAct]:
    """The menu of a row for this person; empty where they could only open the record, as its name does already."""
    menu = []
    if allowed(request, resource, "edit"):
        menu.append(RowAct("edit", _("Edit"), "pencil", offered_if=resource.changeable_if))
    for action in resource.actions:
        if action.on == "record" and allowed(request, resource, action.name):
            menu.append(RowAct(action.name, action.title, action.icon, action.danger, action.offered_if))
    if allowed(request, resource, "delete"):
        menu.append(RowAct("delete", _("Delete…"), "trash", is_danger=True, offered_if=resource.changeable_if))
    return [RowAct("detail", _("Open"), "arrow-right"), *menu] if menu and "detail" in resource.screens() else []


def acts_on(request: ConsoleRequest, resource: Resource, what: str) -> list[Action]:
    """The declared acts on the "list" or on a "selection" of its records that this person may do."""
    return [action for action in resource.actions if action.on == what and allowed(request, resource, action.name)]


def saved_searches(request: ConsoleRequest, resource: Resource, here: str) -> dict[str, Any] | None:
    """What a list offers of its saved searches: the place of their part, and where its present filters are saved.

    None where there are none, or not for this person; `here` is the list with its filters, "" where it has none.
    """
    saved = resource.saved
    if saved is None or not allowed(request, saved.resource, "list"):
        return None
    may_save = here and allowed(request, saved.resource, "add")
    add_url = links.coming_from(saved.resource.url("add"), here) if may_save else ""
    (place,) = places(request, [saved.part])
    return {"place": place, "add_url": add_url, "every": saved.resource.url("list")}


def crumbs(resource: Resource, keys: Mapping[str, Any]) -> list[tuple[Text, str]]:
    """The way to a list that stands under a record: the list of such records, and the record by its number."""
    if resource.parent is None:
        return []
    record = f"{capfirst(str(resource.parent.noun))} {keys['parent_pk']}"
    above = resource.parent.url("detail", keys["parent_pk"])
    return [(resource.parent.title, resource.parent.url("list")), (record, above)]


def acts_for(request: ConsoleRequest, resource: Resource, item: Row) -> list[Any]:
    """The declared acts that this person may do to this record in its present state."""
    return [
        action
        for action in resource.actions
        if action.on == "record" and action.offered_for(item) and allowed(request, resource, action.name)
    ]
