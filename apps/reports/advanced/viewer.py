"""One Power BI report in its frame, and the tokens that show it: asked for by POST, never in an address or a page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.reports.advanced.service import Workspaces
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens.cells import plain

# In seconds. SigningHub does not say when a token ends; Microsoft's end within the hour.
RENEWED_AFTER = 45 * 60


@requires(Area.ADVANCED_REPORTS, Right.READ)
@require_safe
def show_report(request: ConsoleRequest, pk: str, report: str) -> HttpResponse:
    """The page with the frame. It may show that one host and nothing else; the token comes later."""
    workspace = reverse("advanced-reports-detail", args=(pk,))
    request.way_back = (_("the workspace"), workspace)  # type: ignore[attr-defined]
    service = Workspaces(request.api)
    found, above = service.report(pk, report), service.get(pk)
    host = request.api.environment.powerbi_host
    ids = {"reportId": plain(found.get("id")), "groupId": plain(above.get("id"))}
    context = {
        "called": plain(found.get("name")).strip() or _("Report"),
        "workspace": plain(above.get("name")).strip() or _("Workspace"),
        "workspace_url": workspace,
        "report": ids["reportId"],
        "embed_url": f"https://{host}/reportEmbed?{urlencode(ids)}",
        "host": host,
        "token_url": reverse("power-bi-token", args=(pk, report)),
    }
    response = render(request, "reports/advanced/report.html", context)
    response._csp_update = {"frame-src": [f"https://{host}"]}  # type: ignore[attr-defined]
    # Power BI does not say that it may be embedded under require-corp, so no browser would show it.
    response["Cross-Origin-Embedder-Policy"] = "unsafe-none"
    return response


@requires(Area.ADVANCED_REPORTS, Right.READ)
@require_POST
def hand_token(request: ConsoleRequest, pk: str, report: str) -> HttpResponse:
    """Get PowerBI Embed Token, for a report that is in this operator's lists."""
    service = Workspaces(request.api)
    service.report(pk, report)
    return JsonResponse({"token": service.token(pk, report), "renew_after": RENEWED_AFTER})
