"""The pages of the statistics: the overview, and each report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.reports.statistics.exporting import offered_exports
from apps.reports.statistics.reading import Read, as_part, read_report
from apps.reports.statistics.reports import GROUPS, REPORTS
from apps.reports.statistics.service import Usage
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens import links
from console.screens.cells import Reader, humanise
from console.screens.compression import compressed
from console.screens.meters import usage
from console.screens.pager import Pager
from console.screens.parts import Part, places
from console.screens.ranges import PRESETS, Over
from console.screens.report import SIZES, Report, offered_values
from console.screens.resource import Text

QUOTA = Part("statistics-quota", gettext_lazy("Allowed signatures"), "statistics", ("getSignaturesUsage",), rows=2)


def _part(name: str) -> Part:
    report = REPORTS[name]
    return Part(f"statistics-{name}", report.title, "statistics", (report.operation,), rows=6)


SIGNATURES, DOCUMENTS = _part("signatures-over-time"), _part("documents-over-time")
REGISTRATIONS, REVENUE = _part("registrations"), _part("billing")
PLANS, KINDS, STATUSES = _part("service-plans"), _part("signature-kinds"), _part("document-statuses")
WIDE = (SIGNATURES, REGISTRATIONS, DOCUMENTS, REVENUE)
SLIM = (QUOTA, STATUSES, KINDS, PLANS)


@requires(Area.REPORTS, Right.READ)
@require_safe
def overview(request: ConsoleRequest) -> HttpResponse:
    """The frame of the page; its parts are read one by one, each leads to its report."""
    groups = [
        (title, [(report, reverse("statistics-report", args=(report.name,))) for report in reports])
        for title, reports in GROUPS
    ]
    context = {"wide": places(request, WIDE), "slim": places(request, SLIM), "groups": groups}
    return compressed(request, render(request, "reports/statistics/overview.html", context))


@requires(Area.REPORTS, Right.READ)
@QUOTA.shows("reports/statistics/quota.html")
def quota(request: ConsoleRequest) -> dict[str, Any]:
    """Get Signatures Usage Statistics, as meters."""
    said = Usage(request.api).allowances()
    spent = {
        "signatures": ("allowed_signatures", "consumed_signatures"),
        "simple_electronic_signatures": ("allowed_electronic_signatures", "consumed_electronic_signatures"),
    }
    meters, others = usage(
        {
            **{
                name: {"allowed": said.get(most), "consumed": said.get(used)}
                for name, (most, used) in spent.items()
                if used in said
            },
            **{key: value for key, value in said.items() if not any(key in pair for pair in spent.values())},
        },
        Reader(),
    )
    return {"meters": meters, "others": others}


PART = "reports/statistics/part.html"


@requires(Area.REPORTS, Right.READ)
@SIGNATURES.shows(PART)
def signatures(request: ConsoleRequest) -> dict[str, Any]:
    """Get Signatures TimeLine of the last days."""
    return as_part(request, "signatures-over-time")


@requires(Area.REPORTS, Right.READ)
@DOCUMENTS.shows(PART)
def documents(request: ConsoleRequest) -> dict[str, Any]:
    """Get Documents TimeLine of the last days."""
    return as_part(request, "documents-over-time")


@requires(Area.REPORTS, Right.READ)
@REGISTRATIONS.shows(PART)
def registrations(request: ConsoleRequest) -> dict[str, Any]:
    """Get Monthly Registrations Statistics of the last months."""
    return as_part(request, "registrations")


@requires(Area.REPORTS, Right.READ)
@REVENUE.shows(PART)
def revenue(request: ConsoleRequest) -> dict[str, Any]:
    """Get Billings Statistics of the last months."""
    return as_part(request, "billing")


@requires(Area.REPORTS, Right.READ)
@PLANS.shows(PART)
def plans(request: ConsoleRequest) -> dict[str, Any]:
    """Get Service Plans Statistics."""
    return as_part(request, "service-plans")


@requires(Area.REPORTS, Right.READ)
@KINDS.shows(PART)
def kinds(request: ConsoleRequest) -> dict[str, Any]:
    """Get Signatures Statistics By Types."""
    return as_part(request, "signature-kinds")


@requires(Area.REPORTS, Right.READ)
@STATUSES.shows(PART)
def statuses(request: ConsoleRequest) -> dict[str, Any]:
    """Get Documents Statuses."""
    return as_part(request, "document-statuses")


def report_named(name: str) -> Report:
    """The report of that name; Http404 where there is none."""
    if name not in REPORTS:
        raise Http404
    return REPORTS[name]


@requires(Area.REPORTS, Right.READ)
@require_safe
def show_report(request: ConsoleRequest, name: str) -> HttpResponse:
    """One report: its range, figures, chart and table."""
    report = report_named(name)
    request.way_back = (_("Statistics"), reverse("statistics"))  # type: ignore[attr-defined]
    if not request.api.contract.has(report.operation):
        return render(request, "screens/unmapped.html", {"resource": report}, status=404)
    read = read_report(request, report, request.GET, compares=True)
    context = {
        "report": report,
        "read": read,
        "everything": reverse("statistics-report", args=(name,)),
        "presets": _presets(request.GET, report, read),
        "choices": _choices(report, read),
        "carried": _carried(request.GET, report),
        "typed": _typed(report, read),
        "pager": replace(Pager.of(read.page, request.GET), sizes=SIZES) if report.is_list else None,
        "export": offered_exports(request, read),
    }
    return compressed(request, render(request, "reports/statistics/report.html", context))


# So that the start of the console holds each declaration against the contract (console/screens/checks.py).
show_report.reports = tuple(REPORTS.values())  # type: ignore[attr-defined]


def _presets(params: QueryDict, report: Report, read: Read) -> list[tuple[Text, str, bool]]:
    """The ready-made ranges: title, address, whether it is the one shown."""
    return [
        (
            preset.title,
            links.with_changes(params, **{"range": preset.name, "from": None, "to": None, "page": None}),
            preset.name == read.asked.preset,
        )
        for preset in PRESETS[report.over]
    ]


def _choices(report: Report, read: Read) -> list[tuple[Text, str, list[tuple[str, Text, bool]]]]:
    """The selects: title, name, and value, words and whether it is chosen for each option."""
    return [
        (
            choice.title,
            choice.argument,
            [
                (value, choice.words.get(value) or humanise(value), value == read.asked.chosen.get(choice.argument))
                for value in offered_values(choice, read.operation)
            ],
        )
        for choice in report.choices
        if choice.argument in read.operation.arguments
    ]


def _carried(params: QueryDict, report: Report) -> list[tuple[str, str]]:
    """What the form of the range carries on besides its own fields."""
    own = {"from", "to", "q", "enterprise", "compare", "page", *(choice.argument for choice in report.choices)}
    return [(name, value) for name, values in params.lists() if name not in own for value in values if value]


def _typed(report: Report, read: Read) -> dict[str, str]:
    """What the fields of the range hold, and of which kind they are."""
    span, is_days = read.asked.span, report.over is Over.DAYS
    if span is None:
        return {}
    form = "%Y-%m-%d" if is_days else "%Y-%m"
    is_own = not read.asked.preset
    return {
        "kind": "date" if is_days else "month",
        "first": span.first.strftime(form),
        "last": span.last.strftime(form) if report.over is not Over.MONTH else "",
        "is_own": "yes" if is_own else "",
    }
