"""An entry of the operator log as before and after, and the log as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from apps.access.operator_log.forms import LogFilters
from apps.access.operator_log.service import OperatorLogs, in_words
from console.api.service import LARGEST_PAGE, Query
from console.audit.models import Kind
from console.audit.record import event
from console.requests import ConsoleRequest
from console.screens import cells, compare, facts, links, sheets, views
from console.screens.cells import Reader
from console.screens.filters import ListState, read_state
from console.screens.page import page_or_part, service_of
from console.screens.resource import Resource, Row

# As many entries as go into one file: they are asked for page by page, while the person waits.
MOST = 20_000
TITLES = {
    "created_on": gettext_lazy("When"),
    "administrator_name": gettext_lazy("Operator"),
    "administrator_email": gettext_lazy("E-mail"),
    "activity": gettext_lazy("Activity"),
    "module": gettext_lazy("Module"),
    "sub_module": gettext_lazy("Submodule"),
    "information": gettext_lazy("Information"),
}
NOT_A_FACT = {"id", *OperatorLogs.derived}
CHANGE = ("attribute", "previous", "new")


@require_safe
def show_entry(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get Operator Log Details: what one act changed; who did it and when comes from the list."""
    service = service_of(resource, request, keys)
    if not isinstance(service, OperatorLogs):
        raise TypeError(f"{resource.name} is no log.")
    changed = service.get(pk)["changes"]
    row = service.row(pk, _query_behind(request, resource))
    reader = Reader()
    context = views.detail_context(request, resource, row, pk, keys)
    worded = in_words(row)
    context |= {
        "called": worded.get("activity") or _("Entry %(number)s") % {"number": pk},
        "groups": facts.groups({key: value for key, value in worded.items() if key not in NOT_A_FACT}, TITLES, reader),
        "changes": [change for one in changed if (change := change_of(one))],
        # Rows of another shape are shown as they came.
        "others": [cells.cell("text", one, reader) for one in changed if not change_of(one)],
    }
    return page_or_part(request, "access/operator_log/entry.html", "facts", context)


def _query_behind(request: ConsoleRequest, resource: Resource) -> Query:
    """The page of the list that the person came from; its newest one where they came from elsewhere."""
    came_from = urlsplit(links.return_to(request, ""))
    asked = QueryDict(came_from.query if came_from.path == resource.url("list") else "")
    state = _state(request, resource, asked)[0]
    return Query(state.number, state.size, state.sort, state.ascending, state.search, state.filters)


def _state(request: ConsoleRequest, resource: Resource, asked: QueryDict) -> tuple[ListState, LogFilters | None]:
    operation = request.api.contract.operation(str(resource.operation("list")))
    form = LogFilters(asked, operation=operation) if resource.filters else None
    return read_state(asked, resource.offered_by(operation), form), form


def change_of(row: Row) -> compare.Change | None:
    """One attribute before and after; None for a row that does not say which."""
    name = cells.plain(row.get("attribute") or "").strip()
    if not name or not {"previous", "new"} & row.keys():
        return None
    more = {key: value for key, value in row.items() if key not in CHANGE and not cells.is_empty(value)}
    before, after = cells.plain(row.get("previous")), cells.plain(row.get("new"))
    title = cells.humanise(name) + (f" ({cells.plain(more)})" if more else "")
    return compare.Change(name, title, before, compare.marked(before, after))


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: ConsoleRequest, *, resource: Resource, **_keys: Any) -> HttpResponse:
    """The list as a CSV file, which the console makes: SigningHub has no export of its log."""
    state, form = _state(request, resource, request.GET)
    service = OperatorLogs(request.api)
    if request.method == "POST":
        return _file(request, service, state)
    back = links.same_query(resource.url("list"), request.get_full_path())
    query = Query(1, 1, search=state.search, filters=state.filters)
    context = {
        "resource": resource,
        "title": _("Export the operator log"),
        "chips": form.chips(request.GET) if form else [],
        "search": state.search,
        "remarks": state.remarks,
        "total": service.page(query).total,
        "most": MOST,
        "list_url": back,
        "back": back,
    }
    return render(request, "access/operator_log/export.html", context)


def _file(request: ConsoleRequest, service: OperatorLogs, state: ListState) -> HttpResponse:
    """The file, after it is on record that it was handed out."""
    rows = list(_rows(service, state))
    asked = {**state.filters, "search": state.search}
    event(
        Kind.EXPORT,
        caller=request.caller,
        credential=request.user.credential,
        title=gettext_noop("Operator log exported"),
        values={**{name: value for name, value in asked.items() if value}, "rows": len(rows)},
    )
    head = [*(str(TITLES[name]) for name in TITLES), _("Number"), _("Other")]
    return sheets.csv_file(f"operator-log-{timezone.localdate().isoformat()}.csv", head, rows)


def _rows(service: OperatorLogs, state: ListState) -> Iterator[list[sheets.Value]]:
    """Every entry that the filters find, up to MOST, with whatever else SigningHub says of it in the last column."""
    for number in range(1, MOST // LARGEST_PAGE + 1):
        query = Query(number, LARGEST_PAGE, state.sort, state.ascending, state.search, state.filters)
        page = service.page(query)
        for row in page.items:
            said = in_words(row)
            more = {key: value for key, value in row.items() if key not in TITLES and key not in NOT_A_FACT}
            yield [*(cells.plain(said.get(name)) for name in TITLES), cells.plain(row.get("id")), cells.plain(more)]
        if not page.has_next:
            return
