"""The addresses of a resource's screens, each marked with what it needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from console.permissions import requires
from console.screens import selection, views
from console.screens.resource import Resource

View = Callable[..., HttpResponse]


def screen_urls(resource: Resource, **replaced: View) -> list[URLPattern]:
    """The addresses of a resource's screens. A keyword replaces one screen with your own view.

    A view is called with the request, `resource`, and from the address `pk` (not for list and add) and `parent_pk`
    (where the resource has a parent).
    """
    screens = _views(resource)
    if unknown := replaced.keys() - screens.keys():
        raise TypeError(f"{resource.name} has no screen called {', '.join(sorted(unknown))}")
    rights = resource.screens()
    patterns = []
    for name, (route, view) in screens.items():
        shown = _screen(replaced.get(name, view), resource, name)
        patterns.append(path(route, requires(resource.area, rights[name])(shown), name=f"{resource.name}-{name}"))
    return patterns


def _views(resource: Resource) -> dict[str, tuple[str, View]]:
    """Every screen that the declaration calls for: its place and the view that usually serves it."""
    every = route_of(resource)
    one = f"{every}<{resource.key}:pk>/"
    standard: dict[str, tuple[str, View]] = {
        "list": (every, views.show_list),
        "add": (f"{every}add/", views.add),
        "detail": (one, views.show_detail),
        "edit": (f"{one}edit/", views.edit),
        "delete": (f"{one}delete/", views.delete),
    }
    wanted = resource.screens()
    screens = {name: screen for name, screen in standard.items() if name in wanted}
    for action in resource.actions:
        place = one if action.on == "record" else every
        usual = selection.act_on_selection if action.on == "selection" else views.act
        screens[action.name] = (f"{place}{action.name}/", action.view or partial(usual, action=action))
    # A list's own addresses come before those of its records, or a text key would swallow them.
    return dict(sorted(screens.items(), key=lambda screen: "pk>" in screen[1][0]))


def route_of(resource: Resource) -> str:
    """Where a resource's list stands below the app's own address."""
    own = f"{resource.name}/" if resource.route is None else resource.route
    if resource.parent is None:
        return own
    return f"{route_of(resource.parent)}<{resource.parent.key}:parent_pk>/{own}"


def _screen(view: View, resource: Resource, name: str) -> View:
    """The view with what every screen has: its resource, a way back for error pages, and the check that SigningHub
    offers what it needs."""

    def screen(request: HttpRequest, **keys: Any) -> HttpResponse:
        back = keys.get("parent_pk")
        address = resource.url("list", *(() if back is None else (back,)))
        request.way_back = (resource.title, address)  # type: ignore[attr-defined]
        operation = resource.operation(name)
        if operation and not request.api.contract.has(operation):  # type: ignore[attr-defined]
            return render(request, "screens/unmapped.html", {"resource": resource}, status=404)
        return view(request, resource=resource, **keys)

    screen.__name__ = f"{resource.name}-{name}"
    screen.resource, screen.screen = resource, name  # type: ignore[attr-defined]
    forms = {"add": resource.add_form, "edit": resource.edit_form}
    form = (forms | {action.name: action.form for action in resource.actions}).get(name)
    if form is not None:
        # Says to drafts.keep_posted that a form posted here may be kept, and which of its fields are secrets.
        screen.draft_fields = secret_fields(form)  # type: ignore[attr-defined]
    return screen


def secret_fields(form: type[Any]) -> frozenset[str]:
    """The fields of a form class whose input is never kept."""
    return frozenset(
        name for name, field in form.base_fields.items() if getattr(field.widget, "input_type", "") == "password"
    )
