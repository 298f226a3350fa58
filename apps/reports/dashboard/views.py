"""The dashboard: what needs somebody today, then what SigningHub says about itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.accounts.accounts.service import Accounts
from apps.billing.transactions.service import PAYMENT_FAILURE, Transactions
from apps.configuration.license.service import License
from apps.reports.dashboard import attention
from apps.reports.dashboard.service import Dashboard
from apps.reports.dashboard.system import sections
from apps.reports.statistics.reading import as_part
from console.api.service import Query
from console.permissions import Area, Right, requires, signed_in
from console.requests import ConsoleRequest
from console.screens.cells import Reader
from console.screens.compression import compressed
from console.screens.meters import usage
from console.screens.parts import Part, State, places

CHECK = "reports/dashboard/check.html"
LICENCE = Part("dashboard-licence", _("End of the licence"), "dashboard", ("getDashboard",), 1, CHECK)
QUOTAS = Part("dashboard-quotas", _("Allowances of the licence"), "dashboard", ("getLicenseConstraints",), 1, CHECK)
PAYMENTS = Part("dashboard-payments", _("Failed payments"), "dashboard", ("listTransactionLogs",), 1, CHECK)
LOCKED = Part("dashboard-locked", _("Locked accounts"), "dashboard", ("listAccounts",), 1, CHECK)
CHECKS = (LICENCE, QUOTAS, PAYMENTS, LOCKED)
SYSTEM = Part("dashboard-system", _("System"), "dashboard", operations=("getDashboard",), rows=8)
SIGNATURES = Part("dashboard-signatures", _("Signatures, last 30 days"), "dashboard", ("getSignatureTimeline",), rows=6)
LINES = "reports/dashboard/lines.html"


@signed_in
@require_safe
def dashboard(request: ConsoleRequest) -> HttpResponse:
    """The frame of the page; only what the console itself knows is in it, the parts are read one by one."""
    # A check that the person may not make is left out: it could not need them.
    checks = [place for place in places(request, CHECKS) if place.state is State.WAITING]
    credential = request.user.credential
    key = attention.key_ends(request.user, Reader())
    context = {
        "checks": checks,
        "key_lines": key,
        "key_mood": attention.mood(key),
        "checked": [place.part.title for place in checks],
        # Six parts with the checks: as many as a browser asks for at once.
        "numbers": [place for place in places(request, (SIGNATURES,)) if place.state is State.WAITING],
        "system": places(request, (SYSTEM,)) if credential else [],
        "credential": credential,
        "now": timezone.localtime(),
    }
    return compressed(request, render(request, "reports/dashboard/dashboard.html", context))


@requires(Area.LICENSE, Right.READ)
@LICENCE.shows(LINES)
def licence(request: ConsoleRequest) -> dict[str, Any]:
    """When the licence ends, as Get Admin Dashboard Data says it."""
    return _lines(attention.licence_end(Dashboard(request.api).licence(), Reader()))


@requires(Area.LICENSE, Right.READ)
@QUOTAS.shows(LINES)
def quotas(request: ConsoleRequest) -> dict[str, Any]:
    """Which allowances of Get License Constraints are nearly spent."""
    meters, _others = usage(License(request.api).constraints(), Reader())
    return _lines(attention.quotas(meters))


@requires(Area.BILLING, Right.READ)
@PAYMENTS.shows(LINES)
def payments(request: ConsoleRequest) -> dict[str, Any]:
    """How many recurrent payments Get Transaction Logs has that failed lately."""
    since = Reader().today - timedelta(days=attention.PAYMENT_DAYS)
    filters = {"action_type": PAYMENT_FAILURE, "date_from": since.isoformat()}
    page = Transactions(request.api).page(Query(size=1, filters=filters))
    return _lines(attention.failed_payments(page.total, bool(page.items), filters))


@requires(Area.ACCOUNTS, Right.READ)
@LOCKED.shows(LINES)
def locked(request: ConsoleRequest) -> dict[str, Any]:
    """How many accounts Get Accounts finds locked."""
    page = Accounts(request.api).page(Query(size=1, filters={"accounts": "LOCKED"}))
    return _lines(attention.locked_accounts(page.total, bool(page.items)))


@requires(Area.REPORTS, Right.READ)
@SIGNATURES.shows("reports/statistics/part.html")
def signatures(request: ConsoleRequest) -> dict[str, Any]:
    """Get Signatures TimeLine of the last days, as the statistics draw it."""
    return as_part(request, "signatures-over-time")


@signed_in
@SYSTEM.shows("reports/dashboard/system.html")
def system(request: ConsoleRequest) -> dict[str, Any]:
    """Get Admin Dashboard Data: everything it holds that the person may see."""
    shown, hidden = sections(Dashboard(request.api).facts(), request.user, Reader())
    return {"sections": shown, "hidden": hidden}


def _lines(lines: list[attention.Line]) -> dict[str, Any]:
    return {"lines": lines, "mood": attention.mood(lines)}
