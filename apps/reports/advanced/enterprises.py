"""Giving a workspace to an enterprise, and taking the enterprise's workspace from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.accounts.service import Accounts
from apps.reports.advanced.service import Workspaces
from console.api.errors import ApiError
from console.api.service import Query
from console.permissions import Area, Permission, Right
from console.requests import ConsoleRequest
from console.screens import asking, links
from console.screens.cells import plain
from console.screens.page import way_back
from console.screens.resource import Action, Resource, Row
from console.screens.views import record_address

log = structlog.get_logger(__name__)

# Accounts looked through for the names of enterprises; SigningHub has no list of these.
SEARCHED = 200
SHOWN = 10


@dataclass(frozen=True)
class Enterprise:
    """An enterprise by its number, and its name where that is known."""

    number: int
    name: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.number})" if self.name else _("Enterprise %(id)s") % {"id": self.number}


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: ConsoleRequest, pk: str, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Update Workspace: the enterprise gets it, instead of the one it may have."""

    def question(item: Row, enterprise: Enterprise) -> asking.Question:
        words = {"workspace": resource.called(item), "enterprise": enterprise}
        return asking.Question(
            title=_("Give to an enterprise"),
            question=_("Give to %(enterprise)s the workspace") % words,
            consequences=[
                _("Its users see the reports of the workspace in SigningHub; one that they had before is replaced.")
            ],
            icon="building",
        )

    return _change(request, pk, resource, keys, "assign", question)


@require_http_methods(["GET", "HEAD", "POST"])
def unassign(request: ConsoleRequest, pk: str, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Update Workspace with nothing: the enterprise has none afterwards."""

    def question(_item: Row, enterprise: Enterprise) -> asking.Question:
        return asking.Question(
            title=_("Take from an enterprise"),
            question=_("Take from %(enterprise)s the workspace") % {"enterprise": enterprise},
            consequences=[
                _("Its users no longer see reports in SigningHub."),
                _("SigningHub does not say which workspace an enterprise has: whichever it is, it is taken."),
            ],
            is_danger=True,
            icon="ban",
        )

    return _change(request, pk, resource, keys, "unassign", question)


def _change(
    request: ConsoleRequest,
    pk: str,
    resource: Resource,
    keys: Mapping[str, Any],
    name: str,
    question: Callable[[Row, Enterprise], asking.Question],
) -> HttpResponse:
    service = Workspaces(request.api)
    enterprise = _enterprise_in(request)
    if enterprise is None:
        return _choose(request, resource, keys, resource.action(name), service.get(pk), pk)
    do: Callable[[], Any] = partial(service.unassign, enterprise.number)
    done = _("Workspace taken from %(enterprise)s.")
    if name == "assign":
        do, done = partial(service.assign, pk, enterprise.number), _("Workspace given to %(enterprise)s.")

    def look() -> tuple[Row, asking.Question]:
        item = service.get(pk)
        return item, question(item, enterprise)

    record = record_address(request, resource, pk, keys)
    return asking.ask(asking.Asked(request, resource, keys, look, do, done % {"enterprise": enterprise}, record))


def _enterprise_in(request: ConsoleRequest) -> Enterprise | None:
    """The enterprise that the address names; None where it names none, or no number."""
    typed = request.GET.get("enterprise", "").strip()
    is_number = typed.isascii() and typed.isdigit() and 0 < int(typed[:19]) < 2**63 and len(typed) < 20
    return Enterprise(int(typed), request.GET.get("called", "")[:255]) if is_number else None


def _choose(
    request: ConsoleRequest, resource: Resource, keys: Mapping[str, Any], action: Action, item: Row, pk: str
) -> HttpResponse:
    """The page that asks which enterprise: by its name, for those who may read accounts, or by its number."""
    may_find = request.may(Permission(Area.ACCOUNTS, Right.READ)).allowed
    text = request.GET.get("find", "").strip()[:255]
    found, why = _named(request, text) if text and may_find else ([], "")
    context = {
        "resource": resource,
        "title": action.title,
        "called": resource.called(item),
        "may_find": may_find,
        "find": text,
        "found": [(one, links.with_changes(request.GET, enterprise=one.number, called=one.name)) for one in found],
        "why": why,
        "typed": request.GET.get("enterprise", ""),
        "list_url": way_back(request, resource, keys),
        "back": record_address(request, resource, pk, keys),
        "return_to": links.return_to(request, ""),
    }
    return render(request, "reports/advanced/enterprise.html", context)


def _named(request: ConsoleRequest, text: str) -> tuple[list[Enterprise], str]:
    """The enterprises whose name holds the text, through the accounts that belong to them; or why they are unknown."""
    query = Query(size=SEARCHED, filters={"accounts": "ENTERPRISE", "enterprise_name": text})
    try:
        rows = Accounts(request.api).page(query).items
    except ApiError as error:
        # The number can be typed all the same.
        log.info("enterprises.not_found_out", error=type(error).__name__)
        return [], error.message
    found = {
        number: Enterprise(number, plain(row.get("enterprise_name")))
        for row in rows
        if isinstance(number := row.get("enterprise_id"), int) and not isinstance(number, bool)
    }
    return list(found.values())[:SHOWN], ""
