"""The page of a workspace: its reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.reports.advanced.parts import REPORTS
from apps.reports.advanced.service import Workspaces
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens import facts
from console.screens.cells import Reader, plain
from console.screens.page import page_or_part
from console.screens.parts import places
from console.screens.resource import Resource
from console.screens.views import detail_context


@require_safe
def show_workspace(request: ConsoleRequest, pk: str, *, resource: Resource, **keys: Any) -> HttpResponse:
    """The workspace as Get Workspaces has it; its reports load beside it."""
    item = Workspaces(request.api).get(pk)
    titles = {column.name: column.title for column in resource.columns}
    context = detail_context(request, resource, item, pk, keys)
    context |= {"groups": facts.groups(item, titles, Reader()), "beside": places(request, [REPORTS], pk)}
    return page_or_part(request, "screens/detail.html", "facts", context)


@requires(Area.ADVANCED_REPORTS, Right.READ)
@REPORTS.shows("reports/advanced/reports.html")
def reports_of(request: ConsoleRequest, pk: str) -> Mapping[str, Any]:
    """Get Power BI Reports: each a link to where it is shown."""
    rows = [(plain(row.get("id")).strip(), plain(row.get("name")).strip(), row) for row in _rows(request, pk)]
    return {
        "reports": [
            # An id that no address can hold leads nowhere, and is shown all the same.
            (name or number or plain(row) or _("Report"), _address(pk, number))
            for number, name, row in rows
        ]
    }


def _rows(request: ConsoleRequest, pk: str) -> list[Mapping[str, Any]]:
    return Workspaces(request.api).reports(pk)


def _address(pk: str, report: str) -> str:
    is_usable = report not in ("", ".", "..") and "/" not in report and report.isprintable()
    return reverse("power-bi-report", args=(pk, report)) if is_usable else ""
