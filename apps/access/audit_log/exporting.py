"""The record as a file, asked like the list: on record itself, with what it was asked and how many entries it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from apps.access.audit_log.forms import AuditFilters, ExportForm, Format
from apps.access.audit_log.screens import AUDIT
from apps.access.audit_log.service import chosen, title_of
from console.audit.models import Entry, Kind
from console.audit.record import event
from console.permissions import ConsoleRight, console_right
from console.requests import ConsoleRequest
from console.screens import links, sheets
from console.screens.filters import read_state

# As many entries as go into one workbook, which is made in memory while the person waits. CSV is sent as it is read.
MOST = 20_000
# Entries held in memory at a time.
CHUNK = 500


@console_right(ConsoleRight.AUDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: ConsoleRequest) -> HttpResponseBase:
    """Say what the file will hold; the POST answers with the file."""
    filters = AuditFilters(request.GET)
    state = read_state(request.GET, AUDIT, filters)
    found = chosen(Entry.objects.all(), filters.cleaned_data, state.search)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _file(request, found, form.cleaned_data["format"], filters.values() | {"search": state.search})
    back = links.same_query(AUDIT.url("list"), request.get_full_path())
    context = {
        "resource": AUDIT,
        "title": _("Export the audit"),
        "form": form,
        "chips": filters.chips(request.GET),
        "search": state.search,
        "remarks": state.remarks,
        "total": found.count(),
        "most": MOST,
        "list_url": back,
        "back": back,
    }
    return render(request, "access/audit_log/export.html", context, status=422 if form.errors else 200)


def _file(request: ConsoleRequest, found: QuerySet[Entry], kind: str, asked: dict[str, str]) -> HttpResponseBase:
    """The file, after it is on record that it was handed out: that entry is not in it."""
    found = found.filter(at__lte=timezone.now())
    total = found.count()
    number = total if kind == Format.CSV else min(total, MOST)
    event(
        Kind.EXPORT,
        caller=request.caller,
        credential=request.user.credential,
        title=gettext_noop("Audit exported"),
        values={**{name: value for name, value in asked.items() if value}, "format": kind, "rows": number},
    )
    name = f"audit-{timezone.localdate().isoformat()}.{kind}"
    entries = found.order_by("-at", "pk")[:number].iterator(chunk_size=CHUNK)
    write = sheets.csv_stream if kind == Format.CSV else sheets.xlsx_file
    return write(name, _head(), _rows(entries))


def _head() -> list[str]:
    zone = timezone.get_current_timezone_name()
    return [
        *(_("Begun (UTC)"), _("Begun (%(zone)s)") % {"zone": zone}, _("Finished (UTC)"), _("Person"), _("Kind")),
        *(_("Act"), _("Operation"), _("Record"), _("Outcome"), _("HTTP status"), _("Detail"), _("Before")),
        *(_("Values"), _("Environment"), _("Credential"), _("Address"), _("Screen"), _("Reference"), _("Entry")),
    ]


def _rows(entries: Iterator[Entry]) -> Iterator[list[sheets.Value]]:
    for entry in entries:
        yield [
            _moment(entry.at),
            _moment(timezone.localtime(entry.at)),
            _moment(entry.finished_at),
            entry.email,
            entry.get_kind_display(),
            title_of(entry),
            entry.operation,
            entry.object_id,
            entry.get_state_display(),
            entry.status,
            entry.detail,
            _json(entry.before),
            _json(entry.values),
            entry.environment,
            entry.credential,
            entry.address,
            entry.screen,
            entry.request_id,
            str(entry.pk),
        ]


def _moment(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}" if value else ""


def _json(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True) if values else ""
