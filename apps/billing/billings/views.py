"""The page of one payment, and the reset of those that a question finds."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.billing.billings.service import Billings
from apps.billing.words import TRANSACTION_TYPES
from console.api.service import Query
from console.requests import ConsoleRequest
from console.screens import asking, cells, facts, links, views
from console.screens.cells import Reader, plain
from console.screens.filters import Chip, ListState, read_state
from console.screens.page import page_or_part
from console.screens.resource import Resource, Row

TITLES = {
    "vat_amount": gettext_lazy("VAT"),
    "vat_number": gettext_lazy("VAT number"),
    "ipaddress": gettext_lazy("IP address"),
    "user_agent": gettext_lazy("Browser"),
    "payment_number": gettext_lazy("Payment number"),
    "reference_number": gettext_lazy("Reference"),
    "billing_model": gettext_lazy("Billing"),
    "provider": gettext_lazy("Payment provider"),
    "type": gettext_lazy("Transaction"),
}


@require_safe
def show_billing(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get Billing Details; who paid what for which plan is said in the list alone, so it is looked up there."""
    service = Billings(request.api)
    item = dict(service.get(pk))
    row = service.row(pk, item, _query_behind(request, resource))
    if word := TRANSACTION_TYPES.get(plain(item.get("type"))):
        item["type"] = str(word)
    reader = Reader()
    titles = {column.name: column.title for column in resource.columns} | TITLES
    said = [column for column in resource.columns if not cells.is_empty(row.get(column.name))]
    known = [facts.Fact(column.title, cells.cell(column.kind, row[column.name], reader)) for column in said]
    # What both say is said once; the details are the newer word.
    more = {key: value for key, value in item.items() if key not in row or plain(value) != plain(row[key])}
    context = views.detail_context(request, resource, row or item, pk, keys)
    context["called"] = _("Payment %(number)s") % {"number": pk}
    context["groups"] = [facts.Group(_("Payment"), known)] if known else []
    context["groups"] += facts.groups(more, titles, reader, _("Details") if known else "")
    return page_or_part(request, "screens/detail.html", "facts", context)


def _query_behind(request: ConsoleRequest, resource: Resource) -> Query | None:
    """The page of the list that the person came from; None where they came from elsewhere."""
    came_from = urlsplit(links.return_to(request, ""))
    if came_from.path != resource.url("list"):
        return None
    return _query(_state(request, resource, QueryDict(came_from.query))[0])


def _state(request: ConsoleRequest, resource: Resource, asked: QueryDict) -> tuple[ListState, list[Chip]]:
    operation = request.api.contract.operation(str(resource.operation("list")))
    assert resource.filters is not None  # noqa: S101 - declared in screens.py
    form = resource.filters(asked, operation=operation)
    return read_state(asked, resource.offered_by(operation), form), form.chips(asked)


def _query(state: ListState) -> Query:
    return Query(state.number, state.size, state.sort, state.ascending, state.search, state.filters)


@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: ConsoleRequest, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get Billings with autoreset: the list's own question, asked so that SigningHub resets what it finds."""
    state, chips = _state(request, resource, request.GET)
    service = Billings(request.api)
    query = _query(state)
    words = [f"{chip.title}: {chip.words}" for chip in chips]
    if state.search:
        words.append(_("Search: %(text)s") % {"text": state.search})

    def look() -> tuple[Row, asking.Question]:
        found = service.page(query).total
        question = asking.Question(
            title=_("Reset billing"),
            question=_("Reset the billing of"),
            consequences=[
                _("SigningHub is asked for the list with “autoreset”, which resets the billing of what it finds."),
                _("Its guide does not say what is reset, and nothing takes it back."),
                _("Asked for: %(words)s.") % {"words": "; ".join(words)}
                if words
                else _("Nothing limits the list: this is about every payment."),
            ],
            typed=str(found) if found is not None else str(resource.title),
            typed_label=_("Type the number of payments found to confirm:") if found is not None else "",
            is_danger=True,
            is_needless=found == 0,
            icon="refresh",
        )
        called = ngettext("%(count)s payment", "%(count)s payments", found or 0) % {"count": found}
        return {"user_name": called if found is not None else ""}, question

    back = links.same_query(resource.url("list"), request.get_full_path())
    do = partial(service.reset, query)
    return asking.ask(asking.Asked(request, resource, keys, look, do, _("Billing reset."), back))
