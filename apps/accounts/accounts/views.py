"""The page of one account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.accounts.forms import EditAccountForm
from apps.accounts.accounts.service import standing
from console.requests import ConsoleRequest
from console.screens import cells, facts
from console.screens.cells import Reader, humanise
from console.screens.meters import usage
from console.screens.page import page_or_part, service_of
from console.screens.resource import Resource, Row
from console.screens.views import detail_context

# What the head of the page says already.
IN_THE_HEAD = {"id", "user_name", "user_email", "locked", "dormant"}
WORDS = {"created_on": gettext_lazy("Created"), "last_accessed_on": gettext_lazy("Last activity")}
WHY = {
    "LOCKED": gettext_lazy("Locked after too many wrong passwords."),
    "DORMANT": gettext_lazy("Marked as dormant. This cannot be undone; the account can only be archived or deleted."),
    "DISABLED": gettext_lazy("Access is denied: this person cannot sign in."),
    "REGISTERED": gettext_lazy("The activation mail was not answered yet, so nobody can sign in with this account."),
}


@require_safe
def show_account(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get Account by ID: the person, the plan, what is used of it, and what to do next."""
    item = service_of(resource, request, keys).get(pk)
    reader = Reader()
    user = item.get("user")
    user = user if isinstance(user, Mapping) else {}
    word = standing(user)
    context = detail_context(request, resource, item, pk, keys)
    meters, other_usage = usage(item.get("usage_statistics"), reader)
    flat = {key: value for key, value in item.items() if key not in ("user", "service_plan", "usage_statistics")}
    titles = {name: field.label or humanise(name) for name, field in EditAccountForm.base_fields.items()} | WORDS
    person = {key: value for key, value in user.items() if key not in IN_THE_HEAD}
    context |= {
        "standing": cells.cell("status", word, reader),
        "under": [part for part in (_email(user), _("Account %(id)s") % {"id": pk}) if part],
        "why": WHY.get(word, ""),
        "word": word,
        "next_acts": context["acts"],
        "person": facts.groups(person, titles, reader),
        "plan": facts.groups(_mapping(item.get("service_plan")), {}, reader),
        "meters": meters,
        "other_usage": other_usage,
        "settings": facts.groups(flat, {}, reader),
    }
    return page_or_part(request, "accounts/accounts/detail.html", "facts", context)


def _email(user: Row) -> str:
    return cells.plain(user.get("user_email") or "")


def _mapping(value: Any) -> Row:
    """An object whatever SigningHub sends: a plan may come as its bare name."""
    if isinstance(value, Mapping):
        return value
    return {} if cells.is_empty(value) else {"name": value}
