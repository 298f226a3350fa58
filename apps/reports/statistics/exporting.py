"""Reports as files: SigningHub's own workbook, and what the page draws as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.reports.statistics.reading import Read, read_report
from apps.reports.statistics.reports import REPORTS
from apps.reports.statistics.service import WHOLE
from console.api.contract import Operation, titles_of
from console.api.errors import ApiUnreachable
from console.audit import record
from console.audit.models import Kind
from console.audit.values import recorded
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens import figures, links, sheets
from console.screens.cells import APPENDIX, Reader
from console.screens.report import Asked, Report, read_asked
from console.screens.workbooks import workbook_in

# As many workbooks of a thousand rows as a menu offers.
MOST_PARTS = 20


@dataclass(frozen=True)
class Exports:
    """What the menu offers: where it posts to, the parts of SigningHub's file (number, first row, last row), and the
    languages it can be had in.
    """

    url: str
    parts: list[tuple[int, int, int]]
    languages: list[tuple[str, str, bool]]


def offered_exports(request: ConsoleRequest, read: Read) -> Exports:
    """The files that can be had of what is shown."""
    report, contract = read.report, request.api.contract
    url = links.same_query(reverse("statistics-export", args=(report.name,)), request.get_full_path())
    if not report.export or not contract.has(report.export):
        return Exports(url, [], [])
    operation = contract.operation(report.export)
    total = read.page.total if report.is_list else None
    count = min(-(-total // WHOLE), MOST_PARTS) if total else 1
    parts = [(number, (number - 1) * WHOLE + 1, min(number * WHOLE, total or WHOLE)) for number in range(1, count + 1)]
    return Exports(url, parts, _languages(operation))


def _languages(operation: Operation) -> list[tuple[str, str, bool]]:
    """The languages that the file can be had in: key, name, whether it is the reader's."""
    parameter = operation.arguments.get("accept_language")
    keys = [str(key) for key in parameter.schema.get("enum", ())] if parameter else []
    titles, reader = titles_of(APPENDIX["language"]), (get_language() or "").split("-")[0]
    usual = next((key for key in keys if key.split("-")[0] == reader), keys[0] if keys else "")
    return [(key, titles.get(key, key), key == usual) for key in keys]


@requires(Area.REPORTS, Right.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: ConsoleRequest, name: str) -> HttpResponseBase:
    """A POST answers with the file; anything else leads to the report, asked the same."""
    report = REPORTS.get(name)
    if report is None:
        raise Http404
    page = links.same_query(reverse("statistics-report", args=(name,)), request.get_full_path())
    request.way_back = (report.title, page)  # type: ignore[attr-defined]
    if request.method != "POST":
        return redirect(page)
    if request.POST.get("format") == "xlsx" and report.export:
        return _workbook(request, report)
    return _drawn(request, report)


def _drawn(request: ConsoleRequest, report: Report) -> HttpResponse:
    """What the page shows, as CSV: read anew, so that the file is as fresh as it says."""
    read = read_report(request, report, request.GET, compares=True)
    head, rows = figures.file_rows(report, read.entries, has_before=read.has_before)
    values = {**read.asked.arguments(report, read.operation), "rows": len(rows)}
    _on_record(request, gettext_noop("Report exported"), {"report": report.name, **values})
    return sheets.csv_file(_file_name(report, "csv"), head, rows)


def _workbook(request: ConsoleRequest, report: Report) -> HttpResponse:
    """SigningHub's own file, after it is on record that it was handed out."""
    operation = request.api.contract.operation(report.export)
    asked = read_asked(request.GET, report, operation, Reader().today)
    arguments = asked.arguments(report, operation) | _played(request, report, operation, asked)
    answer = request.api.call(operation.id, **arguments)
    content = workbook_in(answer.data)
    if content is None:
        raise ApiUnreachable(_("SigningHub did not answer with an Excel file."), operation=operation.id)
    schemas = {name: parameter.schema for name, parameter in operation.arguments.items()}
    _on_record(request, operation.title, {**recorded(arguments, schemas), "bytes": len(content)})
    return sheets.attached(content, sheets.XLSX, _file_name(report, "xlsx"))


def _played(request: ConsoleRequest, report: Report, operation: Operation, asked: Asked) -> dict[str, Any]:
    """The page, order, search and language of the file, under this SigningHub's own names."""
    part = request.POST.get("part", "")
    number = int(part) if part.isascii() and part.isdigit() and 0 < len(part) < 6 and int(part) else 1
    played: dict[str, Any] = {"page": number, "size": WHOLE, "search": asked.search or None}
    if asked.sort and report.is_list:
        played |= {"sort": asked.sort, "ascending": asked.ascending}
    found = {
        parameter.argument: value
        for role, value in played.items()
        if value is not None and (parameter := operation.playing(role))  # type: ignore[arg-type]
    }
    language = request.POST.get("language", "")
    if language in {key for key, _title, _usual in _languages(operation)}:
        found["accept_language"] = language
    return found


def _on_record(request: ConsoleRequest, title: str, values: dict[str, Any]) -> None:
    record.event(Kind.EXPORT, caller=request.caller, credential=request.user.credential, title=title, values=values)


def _file_name(report: Report, kind: str) -> str:
    return f"{report.name}-{timezone.localdate().isoformat()}.{kind}"
