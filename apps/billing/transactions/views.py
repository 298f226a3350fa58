"""The page of one transaction: its entries as SigningHub arranges them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from console.certificates import CertificateFacts, CertificateRefused, der_of, facts_of
from console.requests import ConsoleRequest
from console.screens import cells, facts
from console.screens.cells import Reader, as_number
from console.screens.certificates import shown as shown_certificate
from console.screens.page import page_or_part, service_of
from console.screens.resource import Resource, Row
from console.screens.views import detail_context

# The keys of an entry, which the guide prints beside the list of entries too.
ENTRY_KEYS = ("Key", "Value", "Visible", "Order", "Type")


@require_safe
def show_transaction(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get Transaction Log Details: the visible entries in their order, then whatever else is sent."""
    item = service_of(resource, request, keys).get(pk)
    reader = Reader()
    name, parsed = certificate_in(item)
    rest = {key: value for key, value in item.items() if key not in ("data", name, *ENTRY_KEYS)}
    found, unread = entries(item)
    if unread:
        rest["data"] = unread
    context = detail_context(request, resource, item, pk, keys)
    context["called"] = f"{capfirst(str(resource.noun))} {pk}"
    shown = [facts.fact(key, value, reader) for key, value in found]
    context["groups"] = [facts.Group("", shown)] if shown else []
    context["groups"] += facts.groups({_("More"): rest}, {}, reader) if rest else []
    context["groups"] += [facts.Group(_("Certificate"), shown_certificate(parsed, reader))] if parsed else []
    return page_or_part(request, "screens/detail.html", "facts", context)


def certificate_in(item: Row) -> tuple[str, CertificateFacts | None]:
    """The key that holds a certificate and what that says; what cannot be read stays a value like any other."""
    value = item.get("certificate_base64")
    if not isinstance(value, str) or not value.strip():
        return "", None
    try:
        return "certificate_base64", facts_of(der_of(value))
    except CertificateRefused:
        return "", None


def entries(item: Row) -> tuple[list[tuple[str, Any]], list[Any]]:
    """The visible entries as (key, value) in their order, and what in `data` is no entry."""
    data = item.get("data")
    rows = data if isinstance(data, list) else [] if data is None else [data]
    if item.get("Key") is not None:
        rows = [*rows, {key: item.get(key) for key in ENTRY_KEYS}]
    read = [_entry(row) for row in rows]
    unread = [row for row, entry in zip(rows, read, strict=True) if entry.get("Key") is None]
    named = [entry for entry in read if entry.get("Key") is not None]
    visible = sorted((entry for entry in named if cells.truth(entry.get("Visible")) is not False), key=_place)
    return [(cells.plain(entry["Key"]), entry.get("Value")) for entry in visible], unread


def _entry(row: Any) -> dict[str, Any]:
    """An entry under its documented keys, however their case."""
    return {str(key).capitalize(): value for key, value in row.items()} if isinstance(row, Mapping) else {}


def _place(entry: Row) -> tuple[bool, Any]:
    order = as_number(entry.get("Order"))
    return order is None, order or 0
