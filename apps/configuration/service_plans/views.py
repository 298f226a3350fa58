"""The page of a service plan, its forms, and two plans side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.http import HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.configuration import dependencies
from apps.configuration.dependencies import REFERRED, link_to
from apps.configuration.service_plans.fields import DayField
from apps.configuration.service_plans.forms import KIND, ClonePlanForm, EditPlanForm
from apps.configuration.service_plans.servers import ServersField
from apps.configuration.service_plans.service import ServicePlans
from apps.configuration.service_plans.words import TYPES
from console.api.records import record_in
from console.requests import ConsoleRequest
from console.screens import cells, editing, facts, views
from console.screens.cells import Reader
from console.screens.forms import ApiForm, Body
from console.screens.page import page_or_part, service_of, way_back
from console.screens.parts import places
from console.screens.references import ReferencePicker, reference_in, words_of
from console.screens.resource import Resource, Row, Text
from console.screens.two import show_two

# What the head of the page says already, or what is beside the plan itself.
IN_HEAD = frozenset({"id", "name"})
LANGUAGE = "evidence_report__language"


@require_safe
def show_plan(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get Service Plan by ID: its parts in words, then what nobody has words for."""
    item = service_of(resource, request, keys).get(pk)
    reader = Reader()
    context = views.detail_context(request, resource, item, pk, keys)
    form = form_over(request, item)
    known = {name.partition("__")[0] for name in form.fields} | {KIND, "created_on", *IN_HEAD}
    others = {name: value for name, value in item.items() if name not in known}
    groups = parts_of(form, item, reader)
    for group in facts.groups(others, {}, reader, _("Other settings")):
        if groups and group.title == groups[-1].title:
            groups[-1].facts.extend(group.facts)
        else:
            groups.append(group)
    if uses := used_by(request, form):
        groups.insert(1, facts.Group(_("What it uses"), uses))
    context |= {
        "under": [cells.cell("badge", item.get(KIND), reader), *_standing(item)],
        "groups": groups,
        "beside": places(request, [dependencies.part_of(resource)], pk),
    }
    return page_or_part(request, "screens/detail.html", "facts", context)


def _standing(item: Row) -> list[str]:
    """Who can get the plan."""
    if cells.truth(item.get("deprecated")):
        return [_("Deprecated: nobody new gets it")]
    return [_("Public")] if cells.truth(item.get("public")) else [_("Private")]


def form_over(request: ConsoleRequest, item: Row) -> EditPlanForm:
    """The form of a plan, for its words and its order."""
    operation = request.api.contract.operation(ServicePlans.update_operation)
    return EditPlanForm(operation=operation, base=_with_type(ServicePlans(request.api).editable_part(item), item))


def parts_of(form: ApiForm, item: Row, reader: Reader) -> list[facts.Group]:
    """The sections of the form as facts."""
    groups = []
    for section in form.sections():
        found = [one for shown in section.fields for one in _facts_of(form, shown.bound.name, reader)]
        if found:
            groups.append(facts.Group(str(section.title), found))
    kind = item.get(KIND)
    words = TYPES.get(kind, kind) if isinstance(kind, str) else cells.plain(kind)
    if groups:
        groups[0].facts.insert(1, facts.Fact(_("Type"), cells.cell("text", str(words), reader)))
        groups[0].facts.append(facts.Fact(_("Created"), cells.cell("datetime", item.get("created_on"), reader)))
    return groups


def _facts_of(form: ApiForm, name: str, reader: Reader) -> list[facts.Fact]:
    field, value = form.fields[name], form.base.get(name)
    title = form.title(name)
    if form.is_hidden(name, value):
        return [facts.fact(name, value, reader)]
    if pieces := form.pieces(name, value):
        return [facts.Fact(one, cells.cell("text", words, reader)) for one, words in pieces.items()]
    if isinstance(field, forms.BooleanField):
        return [facts.Fact(title, cells.cell("yes_no", value, reader))]
    if isinstance(field, DayField):
        return [facts.Fact(title, cells.cell("date", value, reader))]
    if isinstance(field, forms.FloatField):
        return [facts.Fact(title, cells.cell("number", value, reader))]
    if name == LANGUAGE:
        return [facts.Fact(title, cells.cell("language", value, reader))]
    if isinstance(field, ServersField) and cells.is_empty(value):
        return [facts.Fact(title, cells.cell("text", None, reader))]
    return [facts.Fact(title, cells.cell("text", form.words(name, value), reader))]


def used_by(request: ConsoleRequest, form: ApiForm) -> list[facts.Fact]:
    """The connectors and profiles that a plan refers to, by kind and each once, as links."""
    found: dict[str, dict[str, SafeString]] = {}
    pickers = {name: field for name, field in form.fields.items() if isinstance(field, ReferencePicker)}
    for name, field in pickers.items():
        title, area, screen = REFERRED[field.source]
        for value in field.references(form.base.get(name)):
            if called := words_of(value):
                link = link_to(request, area, screen, (reference_in(value) or {}).get("id"), called)
                found.setdefault(str(title), {})[called] = link
    return [
        facts.Fact(title, format_html_join(", ", "{}", ((link,) for link in links.values())))
        for title, links in found.items()
    ]


def _with_type(body: Body, item: Row) -> Body:
    return {**body, KIND: item[KIND]} if isinstance(item.get(KIND), str) else body


@require_http_methods(["GET", "HEAD", "POST"])
def edit_plan(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Update Service Plan. The form is told the plan's type, which the operation does not take."""
    service = ServicePlans(request.api)

    def read() -> Body:
        item = service.get(pk)
        return _with_type(service.editable_part(item), item)

    def send(body: Body, before: Body) -> object:
        return service.update(pk, _without_type(body), _without_type(before))

    return editing.serve(
        editing.Edit(
            request,
            resource,
            EditPlanForm,
            request.api.contract.operation(service.update_operation),
            read=read,
            send=send,
            title=_("Edit service plan"),
            back=views.record_address(request, resource, pk, keys),
            done=_("Service plan saved."),
            notes=cast(Sequence[Text], SimpleLazyObject(lambda: _reach(request, resource, pk))),
            list_url=way_back(request, resource, keys),
        )
    )


def _without_type(body: Mapping[str, Any]) -> Body:
    return {name: value for name, value in body.items() if name != KIND}


def _reach(request: ConsoleRequest, resource: Resource, pk: Any) -> list[Text]:
    """Who is on the plan and so is reached by a change, as far as this person may know it."""
    found = dependencies.uses_of(request, resource, ServicePlans(request.api).get(pk), pk)
    reach = _("A change counts at once for everybody on this plan.")
    uses = _("In use: %(uses)s.") % {"uses": found.in_words()}
    return [f"{reach} {uses}" if found.uses else reach]


@require_http_methods(["GET", "HEAD", "POST"])
def clone_plan(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Clone Service Plan: another one with everything in it, under a name of its own."""
    service = ServicePlans(request.api)
    made: list[Any] = []

    def landing(_body: Body) -> str:
        number = (record_in(made[0]) or {}).get("id") if made else None
        is_number = isinstance(number, int) and not isinstance(number, bool)
        return resource.url("detail", number) if is_number else way_back(request, resource, keys)

    return editing.serve(
        editing.Edit(
            request,
            resource,
            ClonePlanForm,
            request.api.contract.operation("cloneServicePlan"),
            read=dict,
            send=lambda body, _before: made.append(service.clone(pk, body)),
            title=_("Clone service plan"),
            back=views.record_address(request, resource, pk, keys),
            done=_("Service plan cloned."),
            is_new=True,
            list_url=way_back(request, resource, keys),
            landing=landing,
        )
    )


@require_safe
def compare_plans(request: ConsoleRequest, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Two plans, chosen in the list: everything in which they differ."""
    return show_two(
        request,
        resource,
        keys,
        title=_("Compare service plans"),
        ask=_("Choose two service plans in the list, then compare them."),
        in_words=lambda plan: in_words(request, plan),
    )


def in_words(request: ConsoleRequest, item: Row) -> dict[str, str]:
    """Everything in a plan, part by part, each under its section."""
    form = form_over(request, item)
    found = {_("Type"): str(TYPES.get(str(item.get(KIND)), cells.plain(item.get(KIND))))}
    for section in form.sections():
        for shown in section.fields:
            name, value = shown.bound.name, form.base.get(shown.bound.name)
            if form.is_hidden(name, value):
                continue
            pieces = form.pieces(name, value) or {form.title(name): form.words(name, value)}
            found |= {f"{section.title} · {title}": words for title, words in pieces.items()}
    return found
