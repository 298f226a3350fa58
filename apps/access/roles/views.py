"""The page of a role, its forms, and two roles side by side: its rights as a matrix, however SigningHub spells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.access.roles.forms import RIGHTS, AddRoleForm, EditRoleForm
from apps.access.roles.parts import HOLDERS
from apps.access.roles.rights import grouped, right_titles
from apps.access.roles.service import Roles
from console import way_in
from console.permissions import AREA_TITLES, Area, Permission, Right, requires
from console.requests import ConsoleRequest
from console.rights import forget_role
from console.role_detail import detail_of, read_role
from console.role_matrix import Line, blank, in_words, lines_of, written
from console.screens import asking, cells, editing, facts, links, views
from console.screens.cells import Reader
from console.screens.page import page_or_part, service_of, way_back
from console.screens.parts import places
from console.screens.resource import Resource, Row, Text
from console.screens.two import show_two

Verdicts = list[tuple[str, str, str]]


@require_safe
def show_role(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get Role by ID."""
    item = service_of(resource, request, keys).get(pk)
    reader = Reader()
    context = views.detail_context(request, resource, item, pk, keys)
    detail_keys = [key for key, value in item.items() if isinstance(value, list | Mapping)]
    context |= {
        "groups": matrix(item),
        "facts": facts.groups(
            {key: value for key, value in item.items() if key not in (*detail_keys, "name")}, {}, reader
        ),
        "as_sent": as_sent(item, detail_keys, reader),
        "holders": next(iter(places(request, [HOLDERS], pk))),
    }
    return page_or_part(request, "access/roles/detail.html", "facts", context)


def matrix(role: Row) -> list[tuple[str, list[tuple[Text, Verdicts]]]]:
    """The modules of a role in groups, each with what it says of each right: "yes", "no", or "none" where it does
    not say. Areas that a wholly readable role leaves out stand last, with a "no"."""
    lines = lines_of(detail_of(role))
    known = read_role(role)
    groups: list[tuple[str, list[tuple[Text, Verdicts]]]] = [
        (group, [(line.title, _verdicts(line)) for line in some]) for group, some in grouped(lines)
    ]
    named = {line.area for line in lines}
    absent = [area for area in Area if area not in named and (area, Right.READ) in known]
    if absent:
        no = [("no", _("No"), title) for title in right_titles().values()]
        groups.append((_("Not named by this role") if lines else "", [(AREA_TITLES[area], no) for area in absent]))
    return groups


def _verdicts(line: Line) -> Verdicts:
    words = {True: ("yes", _("Yes")), False: ("no", _("No")), None: ("none", _("Not said"))}
    return [
        (*words[line.cells[right].allowed if right in line.cells else None], title)
        for right, title in right_titles().items()
    ]


def as_sent(item: Row, keys: list[str], reader: Reader) -> list[tuple[str, SafeString]]:
    """The rows of the role's rights as SigningHub wrote them, so that nothing unknown is hidden."""
    shown = []
    for key in keys:
        value = item[key]
        rows = value if isinstance(value, list) else [{name: one} for name, one in value.items()]
        shown += [
            (f"{cells.humanise(key)} {place}", cells.cell("text", row, reader))
            for place, row in enumerate(rows[: facts.MOST], 1)
        ]
        if len(rows) > facts.MOST:
            more = _("and %(count)s more") % {"count": len(rows) - facts.MOST}
            shown.append((cells.humanise(key), cells.cell("text", more, reader)))
    return shown


@requires(Area.ROLES, Right.READ)
@HOLDERS.shows("access/roles/holders.html")
def role_holders(request: ConsoleRequest, pk: int) -> dict[str, Any]:
    """Get Role Operators: who holds a role, each with a way to their page for those who may open it."""
    rows = Roles(request.api).holders(pk)
    may_open = request.may(Permission(Area.OPERATORS, Right.READ)).allowed
    here = reverse("roles-detail", args=(pk,))
    ways = way_in.by_operators(request, rows)

    def address(row: Row) -> str:
        number = row.get("id")
        is_number = isinstance(number, int) and not isinstance(number, bool) and number >= 0
        return links.coming_from(reverse("operators-detail", args=(number,)), here) if may_open and is_number else ""

    holders = [
        (
            cells.plain(row.get("name") or row.get("email") or _("Unnamed")),
            cells.plain(row.get("email") or ""),
            address(row),
        )
        for row in rows
    ]
    return {"holders": holders, "way_in": way_in.sentence(ways) if ways else ""}


@require_http_methods(["GET", "HEAD", "POST"])
def add_role(request: ConsoleRequest, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Add Role, in the spelling of the roles that SigningHub has."""
    detail, is_learned = Roles(request.api).nothing()
    notes = [] if is_learned else [_("No role could be read to learn from, so the spelling of the rights is assumed.")]
    return _add(request, resource, keys, {RIGHTS: detail}, notes)


@require_http_methods(["GET", "HEAD", "POST"])
def copy_role(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Add Role, beginning with the rights of another one."""
    item = Roles(request.api).get(pk)
    detail = detail_of(item)
    start = written(blank(detail), {(line.key, right): True for line, right in _allowed(detail)})
    notes = [] if lines_of(detail) else [_("The rights of this role cannot be read, so they cannot be copied.")]
    start = start if lines_of(detail) else Roles(request.api).nothing()[0]
    return _add(request, resource, keys, {RIGHTS: start, "description": item.get("description")}, notes)


def _allowed(detail: Any) -> list[tuple[Line, Right]]:
    return [(line, right) for line in lines_of(detail) for right, cell in line.cells.items() if cell.allowed]


def _add(
    request: ConsoleRequest, resource: Resource, keys: Mapping[str, Any], start: dict[str, Any], notes: list[str]
) -> HttpResponse:
    service = Roles(request.api)
    back = way_back(request, resource, keys)
    return editing.serve(
        editing.Edit(
            request,
            resource,
            partial(AddRoleForm, request=request),
            request.api.contract.operation(service.add_operation),
            read=lambda: start,
            send=lambda body, _before: service.add(body),
            title=_("Add role"),
            back=back,
            done=_("Role added."),
            is_new=True,
            notes=notes,
            list_url=back,
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_role(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Update Role: ticks change the rights that they stand for, and nothing else in the details."""
    service = Roles(request.api)
    # Read where it is needed, and not each time a draft of the form is kept.
    role = cast(Row, SimpleLazyObject(partial(service.get, pk)))

    def send(body: dict[str, Any], before: dict[str, Any]) -> object:
        answer = service.update(pk, body, before)
        forget_role(request)
        return answer

    return editing.serve(
        editing.Edit(
            request,
            resource,
            partial(EditRoleForm, request=request, ways_in=lambda: way_in.by_operators(request, service.holders(pk))),
            request.api.contract.operation(service.update_operation),
            read=lambda: service.editable_part(role),
            send=send,
            title=_("Edit role"),
            back=views.record_address(request, resource, pk, keys),
            done=_("Role saved."),
            list_url=way_back(request, resource, keys),
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
def delete_role(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Delete Role, after its name was typed; one that somebody holds stays."""
    service = Roles(request.api)

    def look() -> tuple[Row, asking.Question]:
        item = service.get(pk)
        question = views.deletion_of(resource, resource.called(item))
        # Who may delete a role may not be one who may read them all; SigningHub judges in any case.
        holders = service.holders(pk) if request.may(Permission(Area.ROLES, Right.READ)).allowed else []
        return item, replace(question, obstacle=_obstacle(holders))

    record = views.record_address(request, resource, pk, keys)
    after = way_back(request, resource, keys)
    do = partial(service.delete, pk)
    return asking.ask(asking.Asked(request, resource, keys, look, do, _("Role deleted."), record, after))


def _called(operator: Row) -> str:
    return cells.plain(operator.get("name") or operator.get("email") or _("Unnamed"))


def _obstacle(holders: list[Row]) -> str:
    if not holders:
        return ""
    names = ", ".join(_called(row) for row in holders[:5])
    words = ngettext(
        "%(count)d operator holds this role: %(names)s. Give them another role first.",
        "%(count)d operators hold this role: %(names)s. Give them another role first.",
        len(holders),
    )
    return words % {"count": len(holders), "names": names}


@require_safe
def compare_roles(request: ConsoleRequest, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Two roles, chosen in the list: the modules on which they differ."""
    unreadable = _("The rights of %(role)s come in a form that cannot be read.")
    return show_two(
        request,
        resource,
        keys,
        title=_("Compare roles"),
        ask=_("Choose two roles in the list, then compare them."),
        in_words=_in_words,
        warn=lambda role: "" if lines_of(detail_of(role)) else unreadable % {"role": resource.called(role)},
    )


def _in_words(role: Row) -> dict[str, str]:
    """Each module with its rights in words."""
    return {line.title: in_words(line.cells) for line in lines_of(detail_of(role))}
