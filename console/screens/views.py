"""The five screens of every resource, and the page that asks before a simple act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.forms import BooleanField, ChoiceField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from console.api.service import Query
from console.requests import ConsoleRequest
from console.screens import asking, editing, facts, links, pager, table
from console.screens.cells import Reader
from console.screens.filters import read_state
from console.screens.forms import ApiForm, Body
from console.screens.nested import SEPARATOR, key_of
from console.screens.page import (
    acts_for,
    acts_on,
    allowed,
    crumbs,
    page_or_part,
    parents,
    row_acts,
    saved_searches,
    service_of,
    template_of,
    way_back,
    with_open_links,
)
from console.screens.parts import Place
from console.screens.resource import Action, Resource, Row, Text


@require_safe
def show_list(request: ConsoleRequest, *, resource: Resource, **keys: Any) -> HttpResponse:
    """One page of a list, as its address asks for it."""
    clean = links.with_changes(request.GET)
    here = request.path + (clean if clean != "?" else "")
    if any(not value for values in dict(request.GET.lists()).values() for value in values) and not request.htmx:
        # A form sends its empty fields too; the address people see, share and come back to has only what was asked.
        return redirect(here)
    operation = request.api.contract.operation(str(resource.operation("list")))
    resource = with_open_links(request, resource.offered_by(operation))
    form = resource.filters(request.GET, operation=operation) if resource.filters else None
    state = read_state(request.GET, resource, form)
    query = Query(state.number, state.size, state.sort, state.ascending, state.search, state.filters)
    page = service_of(resource, request, keys).page(query)
    back = here if clean != "?" else ""
    bulk = acts_on(request, resource, "selection")
    of_list = [(action, resource.url(action.name, *parents(keys))) for action in acts_on(request, resource, "list")]
    drawn = table.draw(
        resource,
        page.items,
        state,
        request.GET,
        keys=parents(keys),
        here=back,
        reader=Reader(),
        path=here,
        menu=row_acts(request, resource),
        picks=bool(bulk),
    )
    context = {
        "resource": resource,
        "crumbs": crumbs(resource, keys),
        "table": drawn,
        "bulk": [(action, resource.url(action.name, *parents(keys))) for action in bulk],
        "here": back,
        "pager": pager.Pager.of(page, request.GET),
        "state": state,
        "form": form,
        "chips": form.chips(request.GET, apart_from=resource.views_by) if form else [],
        "tabs": pager.tabs(resource, form, state, request.GET),
        "columns": [(column, column in state.columns) for column in resource.columns],
        "carried": links.carried(request.GET, resource.views_by),
        "list_acts": [(action, links.same_query(url, here)) for action, url in of_list],
        "may_add": allowed(request, resource, "add"),
        "add_url": resource.url("add", *parents(keys)) if resource.add_form else "",
        "everything": request.path,
        "saved": saved_searches(request, resource, back),
    }
    response = page_or_part(request, template_of(resource, "list"), "results", context)
    if request.htmx:
        response["HX-Push-Url"] = here
    return response


@require_safe
def show_detail(
    request: ConsoleRequest, pk: Any, *, resource: Resource, beside: Sequence[Place] = (), **keys: Any
) -> HttpResponse:
    """One record: everything SigningHub says of it, known or not, and what can be done to it.

    `beside` are parts of the page that load by themselves.
    """
    item = service_of(resource, request, keys).get(pk)
    context = detail_context(request, resource, item, pk, keys)
    context |= {"groups": groups_of(resource, item), "beside": beside}
    return page_or_part(request, template_of(resource, "detail"), "facts", context)


def groups_of(resource: Resource, item: Row) -> list[facts.Group]:
    """A record's facts, called as its columns call them, and within nested values as its form does."""
    fields = resource.edit_form.base_fields if resource.edit_form else {}
    nested = {key_of(name): field for name, field in fields.items() if SEPARATOR in name}
    titles: dict[str, Text] = {key: field.label for key, field in nested.items() if field.label}
    choosing = {key: field for key, field in nested.items() if isinstance(field, ChoiceField)}
    words: dict[str, dict[str, Text]] = {key: dict(field.choices) for key, field in choosing.items()}  # type: ignore[arg-type]
    for key in (key for key, field in nested.items() if isinstance(field, BooleanField)):
        # Some servers write a flag as a text.
        words[key] = {"true": _("Yes"), "True": _("Yes"), "false": _("No"), "False": _("No")}
    titles |= {root: _("Settings") for root in getattr(resource.edit_form, "nested", ()) if root.endswith("_detail")}
    titles |= {column.name: column.title for column in resource.columns}
    return facts.groups(item, titles, Reader(), words=words)


def detail_context(request: ConsoleRequest, resource: Resource, item: Row, pk: Any, keys: Any) -> dict[str, Any]:
    """What every page of a record needs: its name, the way back, and the acts this person may do."""
    place = (*parents(keys), pk)
    back = links.return_to(request, "")
    linked = partial(links.coming_from, path=back)
    may_change = resource.may_change(item)

    def offers(screen: str) -> bool:
        return may_change and allowed(request, resource, screen)

    return {
        "resource": resource,
        "item": item,
        "called": resource.called(item),
        "list_url": way_back(request, resource, keys),
        "crumbs": crumbs(resource, keys),
        "edit_url": linked(resource.url("edit", *place)) if offers("edit") else "",
        "delete_url": linked(resource.url("delete", *place)) if offers("delete") else "",
        "fixed": "" if may_change else resource.fixed_because,
        "acts": [(action, linked(resource.url(action.name, *place))) for action in acts_for(request, resource, item)],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def add(
    request: ConsoleRequest,
    *,
    resource: Resource,
    start: Body | None = None,
    notes: Sequence[Text] = (),
    form: Callable[..., ApiForm] | None = None,
    **keys: Any,
) -> HttpResponse:
    """A form for a new record; `start` is what it is filled with already, `notes` what is to be known before it.

    `form` is the declared form, told something more.
    """
    service = service_of(resource, request, keys)
    assert resource.add_form is not None  # noqa: S101 - the address exists only with a form
    title = _("Add %(noun)s") % {"noun": resource.noun}

    def send(body: Body, _before: Body) -> Any:
        return service.add(body)

    return editing.serve(
        editing.Edit(
            request,
            resource,
            form or resource.add_form,
            request.api.contract.operation(str(resource.operation("add"))),
            read=partial(dict, start or {}),
            send=send,
            title=title,
            back=way_back(request, resource, keys),
            done=capfirst(_("%(noun)s added.") % {"noun": resource.noun}),
            is_new=True,
            notes=notes,
            list_url=way_back(request, resource, keys),
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(
    request: ConsoleRequest,
    pk: Any,
    *,
    resource: Resource,
    notes: Sequence[Text] = (),
    record: Row | None = None,
    form: Callable[..., ApiForm] | None = None,
    **keys: Any,
) -> HttpResponse:
    """A form over the update body of one record; `notes` are what is to be known before it is saved, `record` is
    there where the caller has just read it, `form` is the declared form, told something more."""
    service = service_of(resource, request, keys)
    assert resource.edit_form is not None  # noqa: S101 - the address exists only with a form
    back = record_address(request, resource, pk, keys)
    title = _("Edit %(noun)s") % {"noun": resource.noun}
    just_read = [] if record is None else [record]

    def read() -> Body:
        return service.editable_part(just_read.pop()) if just_read else service.editable(pk)

    if resource.changeable_if and not resource.may_change(item := service.get(pk)):
        return _fixed(request, resource, item, title, back, way_back(request, resource, keys))
    return editing.serve(
        editing.Edit(
            request,
            resource,
            form or resource.edit_form,
            request.api.contract.operation(str(resource.operation("edit"))),
            read=read,
            send=partial(service.update, pk),
            title=title,
            back=back,
            done=capfirst(_("%(noun)s saved.") % {"noun": resource.noun}),
            notes=notes,
            list_url=way_back(request, resource, keys),
            called=resource.called(record) if record is not None else "",
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ConsoleRequest, pk: Any, *, resource: Resource, action: Action, **keys: Any) -> HttpResponse:
    """A simple act on one record: the page says what it does and asks, the POST does it once."""
    service = service_of(resource, request, keys)

    def look() -> tuple[Row, asking.Question]:
        item = service.get(pk)
        return item, question_of(action, item)

    do = partial(getattr(service, action.verb or action.name), pk)
    record = record_address(request, resource, pk, keys)
    after = way_back(request, resource, keys) if action.ends else ""
    return asking.ask(asking.Asked(request, resource, keys, look, do, str(action.done), record, after))


def question_of(action: Action, item: Row) -> asking.Question:
    """What a declared act asks of a record."""
    return asking.Question(
        title=action.title,
        question=action.question or action.title,
        consequences=[action.consequence] if action.consequence else [],
        is_danger=action.danger,
        is_needless=not action.offered_for(item),
        icon=action.icon,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Delete one record, after its name was typed: there is no way back."""
    service = service_of(resource, request, keys)
    record = record_address(request, resource, pk, keys)
    if resource.changeable_if and not resource.may_change(item := service.get(pk)):
        title = _("Delete %(noun)s") % {"noun": resource.noun}
        return _fixed(request, resource, item, title, record, way_back(request, resource, keys))

    def look() -> tuple[Row, asking.Question]:
        item = service.get(pk)
        return item, deletion_of(resource, resource.called(item))

    done = capfirst(_("%(noun)s deleted.") % {"noun": resource.noun})
    do = partial(service.delete, pk)
    after = way_back(request, resource, keys)
    return asking.ask(asking.Asked(request, resource, keys, look, do, done, record, after))


def _fixed(
    request: ConsoleRequest, resource: Resource, item: Row, title: Text, back: str, list_url: str
) -> HttpResponse:
    """The page of a change to a record that is none to change: why, and the way back."""
    context = {"resource": resource, "called": resource.called(item), "title": title, "back": back}
    context |= {"why": resource.fixed_because, "list_url": list_url}
    return render(request, "screens/fixed.html", context, status=409)


def deletion_of(resource: Resource, typed: str) -> asking.Question:
    """What is asked before a record is deleted."""
    title = _("Delete %(noun)s") % {"noun": resource.noun}
    consequence = resource.delete_consequence or _("There is no way back.")
    return asking.Question(title, title, [consequence], typed, is_danger=True, icon="trash")


def record_address(request: ConsoleRequest, resource: Resource, pk: Any, keys: Any) -> str:
    """The page of a record, which leads back to the list as the person left it."""
    return links.coming_from(resource.url("detail", *parents(keys), pk), links.return_to(request, ""))
