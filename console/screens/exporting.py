"""A list as an Excel file that SigningHub makes: asked like the list, handed on as it came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from console.api.contract import Operation, titles_of
from console.api.errors import ApiUnreachable
from console.api.service import Query
from console.audit import record
from console.audit.models import Kind
from console.audit.values import recorded
from console.requests import ConsoleRequest
from console.screens import links
from console.screens.cells import APPENDIX
from console.screens.filters import ListState, read_state
from console.screens.resource import Resource
from console.screens.sheets import XLSX, attached
from console.screens.workbooks import workbook_in

SIZES = (100, 250, 500, 1000)
LAST_PAGE = 1_000_000


class ExportForm(forms.Form):
    """How much goes into the file, and in which language."""

    language = forms.ChoiceField(label=gettext_lazy("Language of the file"))
    page = forms.IntegerField(label=gettext_lazy("Part"), min_value=1, max_value=LAST_PAGE)
    size = forms.TypedChoiceField(label=gettext_lazy("Rows in the file"), coerce=int)

    def __init__(self, data: Any = None, *, operation: Operation) -> None:
        largest = self.largest(operation)
        super().__init__(data, initial={"size": largest, "page": 1})
        sizes = [size for size in SIZES if size < largest] + [largest]
        self.fields["size"].choices = [(size, size) for size in sizes]  # type: ignore[attr-defined]
        parameter = operation.arguments.get("accept_language")
        keys = parameter.schema.get("enum", ()) if parameter else ()
        if not keys:
            # This SigningHub's own contract names no languages: it is told the reader's, as on every page.
            del self.fields["language"]
            return
        titles = titles_of(APPENDIX["language"])
        self.fields["language"].choices = [(key, titles.get(key, key)) for key in keys]  # type: ignore[attr-defined]
        reader = (get_language() or "").split("-")[0]
        self.initial["language"] = next((key for key in keys if str(key).split("-")[0] == reader), keys[0])

    @staticmethod
    def largest(operation: Operation) -> int:
        """As many rows as SigningHub puts into one file."""
        parameter = operation.playing("size")
        return int(parameter.schema.get("maximum", SIZES[-1])) if parameter else SIZES[-1]


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: ConsoleRequest, *, resource: Resource, **_keys: Any) -> HttpResponse:
    """The view of a list's act `export`: the page says what the file will hold, its POST answers with the file."""
    contract = request.api.contract
    operation = contract.operation(resource.action("export").operation)
    listing = contract.operation(str(resource.operation("list")))
    assert resource.filters is not None  # noqa: S101 - every list that SigningHub exports can be filtered
    asked = resource.filters(request.GET, operation=listing)
    kept = resource.filters(request.GET, operation=operation)
    offered = resource.offered_by(operation)
    state = read_state(request.GET, offered, kept)
    posted = request.POST if request.method == "POST" else None
    form = ExportForm(posted, operation=operation)
    if posted is not None and form.is_valid():
        return _file(request, resource, operation, state, form.cleaned_data)
    lacking = asked.values().keys() - kept.values().keys()
    back = links.same_query(resource.url("list"), request.get_full_path())
    context = {
        "resource": resource,
        "title": _("Export to Excel: %(list)s") % {"list": resource.title},
        "form": form,
        "chips": kept.chips(request.GET),
        "search": state.search,
        "lacking": [asked.fields[name].label for name in asked.fields if name in lacking],
        "remarks": read_state(request.GET, resource.offered_by(listing), asked).remarks,
        "total": _total(request, resource, listing, state),
        "list_url": back,
        "back": back,
    }
    return render(request, "screens/export.html", context, status=200 if posted is None else 422)


def _total(request: ConsoleRequest, resource: Resource, listing: Operation, state: ListState) -> int | None:
    """How many rows the file's filters find; None where the list does not have them, or does not say."""
    is_same = state.filters.keys() <= listing.arguments.keys()
    if not is_same or (state.search and listing.playing("search") is None):
        return None
    return resource.service(request.api).page(Query(1, 1, search=state.search, filters=state.filters)).total


def _file(
    request: ConsoleRequest, resource: Resource, operation: Operation, state: ListState, chosen: Mapping[str, Any]
) -> HttpResponse:
    """The file, after it is on record that it was handed out."""
    arguments: dict[str, Any] = dict(state.filters)
    played = {"page": chosen["page"], "size": chosen["size"], "search": state.search or None}
    if state.sort:
        played |= {"sort": state.sort, "ascending": state.ascending}
    for role, value in played.items():
        parameter = operation.playing(role)  # type: ignore[arg-type]
        if parameter and value is not None:
            arguments[parameter.argument] = value
    if chosen.get("language"):
        arguments["accept_language"] = chosen["language"]
    answer = request.api.call(operation.id, **arguments)
    content = workbook_in(answer.data)
    if content is None:
        raise ApiUnreachable(_("SigningHub did not answer with an Excel file."), operation=operation.id)
    schemas = {name: parameter.schema for name, parameter in operation.arguments.items()}
    record.event(
        Kind.EXPORT,
        caller=request.caller,
        credential=request.user.credential,
        title=operation.title,
        values={**recorded(arguments, schemas), "matches": answer.total, "bytes": len(content)},
    )
    name = f"{resource.name}-{timezone.localdate().isoformat()}-part-{chosen['page']}.xlsx"
    return attached(content, XLSX, name)
