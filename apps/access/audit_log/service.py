"""Asking the record: filters, search and pages over the console's own database, as a list of SigningHub's is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from console.api.service import Page, Service
from console.audit.models import Entry, Kind
from console.permissions import AREA_TITLES
from console.rights import CONSOLE_RIGHT_TITLES, RIGHT_TITLES
from console.screens.filters import ListState
from console.screens.sheets import visible

# Filters that look for a part of the text; the others are exact.
PARTS = {"email": "email__icontains", "title": "title__icontains", "object_id": "object_id__icontains"}
EXACT = {"kind": "kind", "state": "state", "environment": "environment", "address": "address"}
# The marks of views, as they stand in the title of a refusal.
REFUSED = {"console": ""} | {
    str(mark): title for titles in (AREA_TITLES, RIGHT_TITLES, CONSOLE_RIGHT_TITLES) for mark, title in titles.items()
}
SEARCHED = ("email", "title", "operation", "object_id", "request_id", "detail")


class Entries(Service):
    """Names what the list and the page of an entry show; they are asked of the database, not of SigningHub."""

    list_operation = get_operation = "audit"


def chosen(entries: QuerySet[Entry], filters: Mapping[str, Any], search: str = "") -> QuerySet[Entry]:
    """The entries that the filters leave, by the values of the form; `search` looks into the texts."""
    for name, lookup in (PARTS | EXACT).items():
        if filters.get(name):
            entries = entries.filter(**{lookup: filters[name]})
    if filters.get("reference"):
        entries = entries.filter(request_id=filters["reference"])
    if filters.get("since"):
        entries = entries.filter(at__gte=_midnight(filters["since"]))
    if filters.get("until") and filters["until"] < date.max:
        entries = entries.filter(at__lt=_midnight(filters["until"] + timedelta(days=1)))
    if search:
        found = Q()
        for name in SEARCHED:
            found |= Q(**{f"{name}__icontains": search})
        entries = entries.filter(found)
    return entries


def _midnight(day: date) -> datetime:
    """The beginning of a day where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def page(entries: QuerySet[Entry], state: ListState) -> Page:
    """One page of entries as rows, the newest first unless the address asks otherwise."""
    ordered = entries.order_by("at" if state.ascending else "-at", "pk")
    first = (state.number - 1) * state.size
    return Page([row_of(one) for one in ordered[first : first + state.size]], state.number, state.size, entries.count())


def plainly(value: Any) -> Any:
    """A value with nothing in it that turns text round or hides: what is read here is evidence."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {visible(name): plainly(one) for name, one in value.items()}
    return [plainly(one) for one in value] if isinstance(value, list) else value


def row_of(entry: Entry) -> dict[str, Any]:
    """An entry as a row of the list."""
    return {
        "id": str(entry.pk),
        "title": title_of(entry),
        "at": entry.at,
        "utc": f"{entry.at:%Y-%m-%d %H:%M:%S}",
        "email": visible(entry.email),
        "kind": entry.get_kind_display(),
        "object_id": visible(entry.object_id),
        "state": entry.state,
        "environment": entry.environment,
        "credential": entry.credential,
        "address": entry.address,
        "reference": entry.request_id,
    }


def title_of(entry: Entry) -> str:
    """What was done, in the reader's words where they are known; of a refusal, the right that was missing."""
    if entry.kind == Kind.REFUSAL:
        area, _colon, right = entry.title.partition(": ")
        # A view may open to either of two rights over the console.
        rights = " / ".join(str(REFUSED.get(one, one)) for one in right.split(" or "))
        words = [REFUSED.get(area, area), rights]
        return _("Refused: %(what)s") % {"what": ", ".join(str(word) for word in words if word)}
    return visible(_(entry.title)) if entry.title else entry.get_kind_display()
