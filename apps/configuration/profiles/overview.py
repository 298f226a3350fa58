"""The page of all profiles: each kind with its own, or the reason why it is not to be had."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.configuration.profiles.screens import KINDS, Kind
from apps.reports.dashboard.service import Dashboard
from console.api.errors import ApiError
from console.permissions import Right, requires, signed_in
from console.requests import ConsoleRequest
from console.screens.cells import plain, truth
from console.screens.page import allowed
from console.screens.parts import Part, places

log = structlog.get_logger(__name__)

# Of each kind; all of them are on their own list.
FEW = 6


def _part(kind: Kind) -> Part:
    resource = kind.resource
    operations = (str(resource.service.choices_operation),)
    return Part(f"{resource.name}-few", resource.title, "profiles", operations=operations, rows=2)


PARTS = {kind.resource.name: _part(kind) for kind in KINDS}


@signed_in
@require_safe
def show_profiles(request: ConsoleRequest) -> HttpResponse:
    """The frame of the page; each kind is read by itself, and only what the person may read."""
    return render(request, "configuration/profiles/profiles.html", {"shown": places(request, PARTS.values())})


def few(request: ConsoleRequest, kind: Kind) -> Mapping[str, Any]:
    """The first profiles of one kind, from Get Basic … Profiles."""
    resource = kind.resource
    rows = resource.service(request.api).choices()
    links = [
        (plain(row.get("name") or "") or str(resource.noun), resource.url("detail", int(row["id"])))
        for row in rows
        if plain(row.get("id")).isdecimal()
    ]
    add_url = resource.url("add") if allowed(request, resource, "add") else ""
    return {
        "purpose": kind.purpose,
        "why_not": why_not(request, kind),
        "links": links[:FEW],
        "more": max(len(links) - FEW, 0),
        "every": resource.url("list"),
        "add_url": add_url,
    }


def why_not(request: ConsoleRequest, kind: Kind) -> str:
    """Why the licence leaves a kind out; "" where it does not, or says nothing of its modules."""
    if not kind.module or not request.api.contract.has("getDashboard"):
        return ""
    try:
        modules = modules_of(Dashboard(request.api).licence())
    except ApiError as error:
        # Then SigningHub itself says so, when a profile is to be added.
        log.info("profiles.licence_unread", error=type(error).__name__)
        return ""
    if modules is None or kind.module in modules:
        return ""
    words = _("The licence has no module %(module)s, so service plans cannot use these profiles.")
    return words % {"module": kind.module}


def modules_of(licence: Mapping[str, Any]) -> set[str] | None:
    """The modules that a licence names, in the spelling of the guide; None where it says nothing of modules."""
    listed = licence.get("modules")
    if isinstance(listed, Mapping):
        listed = [{"name": name, "enabled": value} for name, value in listed.items()]
    if not isinstance(listed, list):
        return None
    found = set()
    for one in listed:
        is_on = truth(one.get("enabled")) is not False if isinstance(one, Mapping) else True
        name = plain(one.get("name") or "") if isinstance(one, Mapping) else plain(one)
        if is_on and name:
            found.add(name.strip().upper().replace(" ", "_").replace("-", "_"))
    return found


def _view(kind: Kind) -> Callable[..., HttpResponse]:
    part = PARTS[kind.resource.name]

    def few_of_kind(request: ConsoleRequest) -> Mapping[str, Any]:
        return few(request, kind)

    return requires(kind.resource.area, Right.READ)(part.shows("configuration/profiles/few.html")(few_of_kind))


urlpatterns: list[URLPattern] = [
    path("profiles/", show_profiles, name="profiles"),
    *(
        path(kind.resource.route + "few/", _view(kind), name=PARTS[kind.resource.name].name)
        for kind in KINDS
        if kind.resource.route
    ),
]
