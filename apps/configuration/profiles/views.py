"""The page of a profile, with the connector behind it by name, and what uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.configuration import dependencies
from apps.configuration.dependencies import link_to
from apps.configuration.picture_forms import address_of, with_pictures, without_logo
from apps.configuration.profiles.forms import LOGO_SLOTS
from console.api.contract import folded
from console.api.errors import ApiError
from console.api.records import records_in
from console.permissions import Area
from console.requests import ConsoleRequest
from console.screens import views
from console.screens.attributes import attributes_in, bare
from console.screens.cells import plain
from console.screens.facts import Fact, Group
from console.screens.page import page_or_part, service_of, template_of
from console.screens.parts import places
from console.screens.resource import Resource

log = structlog.get_logger(__name__)

CONNECTOR_KEYS = ("connectorid", "connector", "serverid", "server")


@require_safe
def show_profile(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get … Profile by ID, and what uses it."""
    item = service_of(resource, request, keys).get(pk)
    context = views.detail_context(request, resource, item, pk, keys)
    shown, logos = without_logo(request, item, "profile_detail")
    groups = views.groups_of(resource, shown) + logos
    if connector := _connector_of(request, item):
        groups.append(Group(_("Server"), [connector]))
    context |= {"groups": groups, "beside": places(request, [dependencies.part_of(resource)], pk)}
    return page_or_part(request, template_of(resource, "detail"), "facts", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_with_logo(request: ConsoleRequest, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Add Authentication Profile, whose logo is a file."""
    _take_logo(request)
    return views.add(request, resource=resource, **keys)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_with_logo(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Update Authentication Profile, whose logo is a file."""
    _take_logo(request)
    record = service_of(resource, request, keys).get(pk)
    # So that the form can show it.
    address_of(request, attributes_in(record.get("profile_detail")).get("logo"))
    return views.edit(request, pk, resource=resource, record=record, **keys)


def _take_logo(request: ConsoleRequest) -> None:
    if request.method == "POST":
        request.POST = with_pictures(request, LOGO_SLOTS)  # type: ignore[assignment]


def _connector_of(request: ConsoleRequest, item: Mapping[str, Any]) -> Fact | None:
    """The connector behind a profile by its name; None where it names none, or the list cannot be had."""
    settings = {folded(key): value for key, value in attributes_in(item.get("profile_detail")).items()}
    said = next((bare(settings[key]) or plain(settings[key]) for key in CONNECTOR_KEYS if settings.get(key)), "")
    api = request.api
    if not said or not api.contract.has("listBasicConnectors"):
        return None
    operation = api.contract.operation("listBasicConnectors")
    try:
        rows = records_in(api.call(operation.id).data, operation)
    except ApiError as error:
        # Its id is on the page all the same.
        log.info("profile.connectors_unread", error=type(error).__name__)
        return None
    for row in rows:
        if said in (plain(row.get("id")), plain(row.get("name"))) and plain(row.get("id")).isdecimal():
            name = plain(row.get("name")) or said
            return Fact(_("Connector"), link_to(request, Area.CONNECTORS, "connectors-detail", row["id"], name))
    return None
