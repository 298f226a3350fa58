"""Declarations held against the contract when the console starts: a typo is an error and not an empty column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from console.api.contract import Contract, Operation, load_contract
from console.screens.cells import KINDS
from console.screens.filters import EnumField
from console.screens.forms import ApiForm, Picker
from console.screens.nested import Layout
from console.screens.report import Report
from console.screens.resource import Column, Resource


@register()
def check_resources(**_kwargs: Any) -> list[CheckMessage]:
    """Every resource that has an address, against the contract as it ships (an imported one may offer less)."""
    contract = load_contract()
    return [
        Error(f"{resource.name}: {problem}", id="screens.E001", obj=resource.name)
        for resource in resources(get_resolver().url_patterns)
        for problem in problems_of(resource, contract)
    ]


@register()
def check_reports(**_kwargs: Any) -> list[CheckMessage]:
    """Every report that a view shows, against the contract as it ships."""
    contract = load_contract()
    return [
        Error(f"{report.name}: {problem}", id="screens.E002", obj=report.name)
        for view in views_in(get_resolver().url_patterns)
        for report in getattr(view, "reports", ())
        for problem in report_problems(report, contract)
    ]


def views_in(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[Any]:
    """Every view below the patterns."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views_in(pattern.url_patterns)
        else:
            yield pattern.callback


def report_problems(report: Report, contract: Contract) -> Iterator[str]:
    """What a report says that the contract does not know, a sentence each."""
    for name in filter(None, (report.operation, report.export)):
        if not contract.has(name):
            yield f"the contract has no operation {name!r}"
            return
    operation = contract.operation(report.operation)
    rows = operation.answer_properties
    if report.within:
        rows = rows.get(report.within, {}).get("items", {}).get("properties", {})
    measures = {measure.name for measure in report.measures}
    for name in {report.label.name, *(column.name for column in report.columns), *measures} - rows.keys():
        yield f"{name!r} is no key of a row of {operation.id}"
    for name in {name for series in report.series for name in series.names} | {report.total or report.measures[0].name}:
        if name not in measures:
            yield f"{name!r} is drawn, but is none of its measures"
    for choice in report.choices:
        parameter = operation.arguments.get(choice.argument)
        if parameter is None or choice.usual not in parameter.schema.get("enum", ()):
            yield f"{operation.id} does not take {choice.usual!r} for {choice.argument!r}"


def resources(patterns: Iterable[URLPattern | URLResolver]) -> list[Resource]:
    """The resources behind the addresses, each once, in the order of their names."""
    found = {screen.resource.name: screen.resource for screen in screens_in(patterns)}
    return [found[name] for name in sorted(found)]


def screens_in(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[Any]:
    """Every view below the patterns that screen_urls made."""
    return (view for view in views_in(patterns) if hasattr(view, "resource"))


def problems_of(resource: Resource, contract: Contract) -> Iterator[str]:
    """What a declaration says that the contract does not know, a sentence each."""
    for screen in resource.screens():
        operation = resource.operation(screen)
        if operation is None:
            yield f"the screen {screen!r} is declared, but the service names no operation for it"
        elif not contract.has(operation):
            yield f"the contract has no operation {operation!r} for the screen {screen!r}"
    operation = resource.operation("list")
    if operation and contract.has(operation):
        yield from _list_problems(resource, contract.operation(operation))
    forms = [("add", resource.add_form), ("edit", resource.edit_form)]
    for screen, form in [*forms, *((action.name, action.form) for action in resource.actions)]:
        operation = resource.operation(screen)
        if form and operation and contract.has(operation):
            yield from _form_problems(form, contract.operation(operation), contract)
    for action in resource.actions:
        if action.view is None and not callable(getattr(resource.service, action.verb or action.name, None)):
            yield f"the service has no method {action.verb or action.name!r} for the act {action.name!r}"


def _list_problems(resource: Resource, operation: Operation) -> Iterator[str]:
    known = {*operation.row_properties, *getattr(resource.service, "derived", ())}
    sort = operation.playing("sort")
    sortable = set(sort.schema.get("enum", ())) if sort else set(operation.row_properties)
    for column in resource.columns:
        yield from _column_problems(column, operation, known, sortable)
    if resource.default_sort and resource.default_sort.removeprefix("-") not in sortable:
        yield f"{operation.id} cannot be sorted by {resource.default_sort!r}"
    if resource.filters is None:
        return
    fields = resource.filters.base_fields
    grouped = {name for _title, names in resource.filters.groups for name in names}
    for name in grouped ^ (set(fields) - {resource.views_by}):
        yield f"the filter {name!r} is not both a field and in a group"
    for name, field in fields.items():
        yield from _filter_problems(name, field, operation)
    views = {view.value for view in resource.views}
    enum = set(operation.arguments[resource.views_by].schema.get("enum", ())) if resource.views_by in fields else set()
    for value in views - enum:
        yield f"the view {value!r} is no value of the filter {resource.views_by!r}"


def _column_problems(column: Column, operation: Operation, known: Set[str], sortable: Set[str]) -> Iterator[str]:
    if column.name not in known:
        yield f"the column {column.name!r} is no key of a row of {operation.id}"
    if column.kind not in KINDS:
        yield f"the column {column.name!r} is of an unknown kind {column.kind!r}"
    if column.leads_to and column.leads_to[1] not in known:
        yield f"the column {column.name!r} leads by a key {column.leads_to[1]!r} that no row of {operation.id} has"
    if column.sort and column.sort not in sortable:
        yield f"{operation.id} cannot be sorted by {column.sort!r}"


def _filter_problems(name: str, field: Any, operation: Operation) -> Iterator[str]:
    if name not in operation.arguments:
        if operation.is_paged or name not in operation.row_properties:
            yield f"{operation.id} has no filter {name!r}"
        return
    enum = operation.arguments[name].schema.get("enum")
    if isinstance(field, EnumField) and enum is not None:
        for value in set(field.words) - set(enum):
            yield f"the filter {name!r} of {operation.id} does not take {value!r}"


def _form_problems(form: type[ApiForm], operation: Operation, contract: Contract) -> Iterator[str]:
    layout = Layout(form.nested, form.base_fields, operation.body_schema)
    for name, field in form.base_fields.items():
        if layout.is_unknown(name) and name not in form.beside:
            yield f"{form.__name__}: {operation.id} has no property {name!r}"
        for source in field.sources if isinstance(field, Picker) else ():
            if not contract.has(source):
                yield f"{form.__name__}: the contract has no operation {source!r}"
    for name in {name for _title, names in form.groups for name in names} | set(form.consequences):
        if name not in form.base_fields:
            yield f"{form.__name__} names a field {name!r} that it does not have"
