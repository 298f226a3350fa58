"""Reading the record: a list as every list is, and an entry with what it changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.access.audit_log.forms import ActivityFilters, AuditFilters
from apps.access.audit_log.screens import ACTIVITY, AUDIT, EXPORT
from apps.access.audit_log.service import chosen, page, plainly, title_of
from console.audit.models import Entry, Link, State
from console.audit.values import CHANGED
from console.permissions import ConsoleRight, console_right, signed_in
from console.requests import ConsoleRequest
from console.screens import compare, links, pager, table
from console.screens.cells import Reader, cell
from console.screens.facts import Fact
from console.screens.filters import Filters, read_state
from console.screens.page import page_or_part
from console.screens.resource import Resource
from console.screens.sheets import visible

# Acts of the same page that an entry's own page lists; a bulk act may have hundreds.
MOST_RELATED = 20


@console_right(ConsoleRight.AUDITOR)
@require_safe
def audit(request: ConsoleRequest) -> HttpResponse:
    """The whole record."""
    return _list(request, AUDIT, Entry.objects.all(), AuditFilters(request.GET))


@signed_in
@require_safe
def activity(request: ConsoleRequest) -> HttpResponse:
    """What is on record of the person who asks."""
    return _list(request, ACTIVITY, own(request), ActivityFilters(request.GET))


@console_right(ConsoleRight.AUDITOR)
@require_safe
def audit_entry(request: ConsoleRequest, pk: str) -> HttpResponse:
    """One entry of the whole record."""
    return _entry(request, AUDIT, Entry.objects.all(), pk)


@signed_in
@require_safe
def own_entry(request: ConsoleRequest, pk: str) -> HttpResponse:
    """One entry of the person who asks; somebody else's does not exist."""
    return _entry(request, ACTIVITY, own(request), pk)


def own(request: ConsoleRequest) -> QuerySet[Entry]:
    """The entries about what this person did."""
    return Entry.objects.filter(person_id=request.user.pk)


def _list(request: ConsoleRequest, resource: Resource, entries: QuerySet[Entry], form: Filters) -> HttpResponse:
    clean = links.with_changes(request.GET)
    here = request.path + (clean if clean != "?" else "")
    if any(not value for values in dict(request.GET.lists()).values() for value in values) and not request.htmx:
        # As every list: the address people see, share and come back to has only what was asked.
        return redirect(here)
    state = read_state(request.GET, resource, form)
    found = page(chosen(entries, form.cleaned_data, state.search), state)
    back = here if clean != "?" else ""
    drawn = table.draw(resource, found.items, state, request.GET, keys=(), here=back, reader=Reader())
    exported = [(EXPORT, links.same_query(resource.url("export"), here))] if resource is AUDIT else []
    context = {
        "resource": resource,
        "table": drawn,
        "here": back,
        "pager": pager.Pager.of(found, request.GET),
        "state": state,
        "form": form,
        "chips": form.chips(request.GET),
        "columns": [(column, column in state.columns) for column in resource.columns],
        "carried": links.carried(request.GET),
        "list_acts": exported,
        "everything": request.path,
    }
    response = page_or_part(request, "screens/list.html", "results", context)
    if request.htmx:
        response["HX-Push-Url"] = here
    return response


def _entry(request: ConsoleRequest, resource: Resource, entries: QuerySet[Entry], pk: str) -> HttpResponse:
    entry = _found(entries, pk)
    reader = Reader()
    related = entries.filter(request_id=entry.request_id).exclude(pk=entry.pk) if entry.request_id else entries.none()
    context = {
        "resource": resource,
        "called": title_of(entry),
        "list_url": links.return_to(request, resource.url("list")),
        "facts": list(facts_of(entry, reader)),
        "is_unknown": entry.state in (State.INTENT, State.UNKNOWN),
        "changes": compare.told(plainly(entry.before or {}), plainly(entry.values), unkept=CHANGED),
        "had_before": entry.before is not None,
        "links": Link.objects.filter(entry_id=entry.pk).order_by("number"),
        "related": [
            (
                title_of(one),
                cell("code", visible(one.object_id), reader),
                cell("outcome", one.state, reader),
                resource.url("detail", one.pk),
            )
            for one in related.order_by("at")[:MOST_RELATED]
        ],
    }
    return render(request, "access/audit_log/entry.html", context)


def facts_of(entry: Entry, reader: Reader) -> Iterator[Fact]:
    """What an entry says, each value under its name; times where the reader is, and in UTC."""
    outcome = cell("outcome", entry.state, reader)
    if entry.status or entry.detail:
        outcome = format_html("{} {} <bdi>{}</bdi>", outcome, entry.status or "", visible(entry.detail))
    yield Fact(_("Outcome"), outcome)
    told = (
        (_("When"), "code", f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"),
        (_("When (UTC)"), "code", _utc(entry.at)),
        (_("Finished (UTC)"), "code", _utc(entry.finished_at)),
        (_("Person"), "email", entry.email),
        (_("Kind"), "text", entry.get_kind_display()),
        (_("Operation"), "code", entry.operation),
        (_("Record"), "code", entry.object_id),
        (_("Environment"), "text", entry.environment),
        (_("Credential"), "text", entry.credential),
        (_("Address"), "code", entry.address),
        (_("Screen"), "code", entry.screen),
        (_("Reference"), "code", entry.request_id),
        (_("Entry"), "code", str(entry.pk)),
    )
    for title, kind, value in told:
        yield Fact(title, cell(kind, visible(value), reader))


def _utc(moment: datetime | None) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds") if moment else ""


def _found(entries: QuerySet[Entry], pk: str) -> Entry:
    try:
        found = entries.filter(pk=UUID(pk)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found
