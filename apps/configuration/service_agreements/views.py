"""The page of an agreement, with its texts in frames, and how a text looks while it is being written."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.configuration.service_agreements.forms import TEXTS
from apps.configuration.service_agreements.texts import framed, sanitised
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens import facts, views
from console.screens.cells import Reader, is_empty
from console.screens.page import page_or_part, service_of
from console.screens.resource import Resource

LONGEST = 200_000


@require_safe
def show_agreement(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get Service Agreement by ID; its texts stand in frames that run nothing."""
    item = service_of(resource, request, keys).get(pk)
    titles = {
        "active": _("Active"),
        "terms_of_service_url": _("Address of the terms of service"),
        "privacy_policy_url": _("Address of the privacy policy"),
    }
    headings = {"terms_of_service": _("Terms of service"), "privacy_policy": _("Privacy policy")}
    texts = [(headings[name], item[name]) for name in TEXTS if isinstance(item.get(name), str) and item[name].strip()]
    shown = [heading for heading, _text in texts]
    rest = {
        key: value
        for key, value in item.items()
        if key not in TEXTS or (headings[key] not in shown and not is_empty(value))
    }
    context = views.detail_context(request, resource, item, pk, keys)
    context |= {
        "groups": facts.groups(rest, titles, Reader()),
        "texts": [(title, framed(text, title), text if sanitised(text) != text else "") for title, text in texts],
    }
    return page_or_part(request, "configuration/service_agreements/detail.html", "facts", context)


@requires(Area.SERVICE_AGREEMENTS, Right.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: ConsoleRequest) -> HttpResponse:
    """How a text looks that is being written. SigningHub is not asked."""
    text = next((request.POST[name] for name in TEXTS if name in request.POST), "")[:LONGEST]
    context = {"frame": framed(text, _("How the text looks"))}
    return page_or_part(request, "configuration/service_agreements/preview.html", "looks", context)
