"""The page of the licence: what it allows, whether it holds, and the ways to its file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.configuration.license.service import License
from apps.reports.dashboard.service import Dashboard
from apps.reports.dashboard.system import section_of
from console.permissions import Area, Permission, Right, requires
from console.requests import ConsoleRequest
from console.screens.cells import Reader
from console.screens.meters import usage
from console.screens.parts import Part, places

ALLOWANCES = Part("license-allowances", _("Allowances"), "license", operations=("getLicenseConstraints",))
VALIDITY = Part("license-validity", _("Validity"), "license", operations=("validateLicenseExpiry",), rows=1)
FACTS = Part("license-facts", _("What is licensed"), "license", operations=("getDashboard",))


@requires(Area.LICENSE, Right.READ)
@require_safe
def show_license(request: ConsoleRequest) -> HttpResponse:
    """The frame of the page; its parts are read one by one."""
    may = {
        "may_download": _may(request, Right.READ, "downloadLicense", "downloadLicenseBase64"),
        "may_upload": _may(request, Right.WRITE, "updateLicense", "updateLicenseBase64"),
    }
    context = may | {"wide": places(request, (ALLOWANCES,)), "slim": places(request, (VALIDITY, FACTS))}
    return render(request, "configuration/license/license.html", context)


def _may(request: ConsoleRequest, right: Right, *operations: str) -> bool:
    is_offered = any(request.api.contract.has(operation) for operation in operations)
    return is_offered and request.may(Permission(Area.LICENSE, right)).allowed


@requires(Area.LICENSE, Right.READ)
@ALLOWANCES.shows("configuration/license/allowances.html")
def allowances(request: ConsoleRequest) -> dict[str, Any]:
    """Get License Constraints, as meters."""
    meters, others = usage(License(request.api).constraints(), Reader())
    return {"meters": meters, "others": others}


@requires(Area.LICENSE, Right.READ)
@VALIDITY.shows("configuration/license/validity.html")
def validity(request: ConsoleRequest) -> dict[str, Any]:
    """Validate License Expiry, in SigningHub's own words."""
    return {"sentence": License(request.api).validity()}


@requires(Area.LICENSE, Right.READ)
@FACTS.shows("configuration/license/facts.html")
def facts(request: ConsoleRequest) -> dict[str, Any]:
    """What Get Admin Dashboard Data says of the licence, apart from the allowances, which have their own part."""
    section = section_of("license", Dashboard(request.api).licence(), Reader())
    return {"groups": section.groups}
