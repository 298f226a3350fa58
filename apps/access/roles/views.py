"""The page of one role: its rights as a matrix, however SigningHub spells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from console.permissions import AREA_TITLES, Area, Right
from console.requests import ConsoleRequest
from console.role_detail import Rights, read_role
from console.screens import cells, facts
from console.screens.cells import Reader
from console.screens.page import page_or_part, service_of
from console.screens.resource import Resource, Row, Text
from console.screens.views import detail_context


@dataclass(frozen=True)
class Line:
    """One area of the matrix with a verdict per right: "yes", "no", or "none" where the role does not say."""

    title: Text
    verdicts: tuple[tuple[str, str, str], ...]


@require_safe
def show_role(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get Role by ID."""
    item = service_of(resource, request, keys).get(pk)
    reader = Reader()
    rights = read_role(item)
    context = detail_context(request, resource, item, pk, keys)
    detail_keys = [key for key, value in item.items() if isinstance(value, list | Mapping)]
    context |= {
        "lines": matrix(rights) if rights else [],
        "facts": facts.groups(
            {key: value for key, value in item.items() if key not in (*detail_keys, "name")}, {}, reader
        ),
        "as_sent": as_sent(item, detail_keys, reader),
    }
    return page_or_part(request, "access/roles/detail.html", "facts", context)


def matrix(rights: Rights) -> list[Line]:
    """Every area with what the role says of each right."""
    words = {True: ("yes", _("Yes")), False: ("no", _("No")), None: ("none", _("Not said"))}
    titles = {Right.READ: _("Read"), Right.WRITE: _("Add and edit"), Right.DELETE: _("Delete")}
    return [
        Line(AREA_TITLES[area], tuple((*words[rights.get((area, right))], titles[right]) for right in Right))
        for area in Area
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
