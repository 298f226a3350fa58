"""The page of one account."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.accounts import parts, person
from apps.accounts.accounts.plan import plan_address, plan_facts
from apps.accounts.accounts.service import standing
from console.api.records import record_in
from console.requests import ConsoleRequest
from console.screens import cells, facts
from console.screens.cells import Reader
from console.screens.meters import usage
from console.screens.page import page_or_part, service_of
from console.screens.parts import places
from console.screens.resource import Resource
from console.screens.views import detail_context

WHY = {
    "LOCKED": gettext_lazy("Locked after too many wrong passwords."),
    "DORMANT": gettext_lazy("Marked as dormant. This cannot be undone; the account can only be archived or deleted."),
    "DISABLED": gettext_lazy("Access is denied: this person cannot sign in."),
    "REGISTERED": gettext_lazy("The activation mail was not answered yet, so nobody can sign in with this account."),
    "GUEST": gettext_lazy("A guest: somebody who signed or was invited without an account of their own."),
}
# What the state of an account calls for, apart from what can always be done.
NEXT = {"LOCKED": ("unlock", "reset-password"), "DORMANT": ("archive",), "GUEST": ("rename-guest",)}


@require_safe
def show_account(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get Account by ID: the person, the plan, what is used of it, and what to do next; the rest loads by itself."""
    item = service_of(resource, request, keys).get(pk)
    reader = Reader()
    user = record_in(item.get("user")) or {}
    word = standing(user)
    context = detail_context(request, resource, item, pk, keys)
    meters, other_usage = usage(item.get("usage_statistics"), reader)
    flat = {key: value for key, value in item.items() if key not in ("user", "service_plan", "usage_statistics")}
    enterprise = person.enterprise_id(user)
    context |= {
        "pk": pk,
        "standing": cells.cell("status", word, reader),
        "email": cells.plain(user.get("user_email") or ""),
        "enterprise_url": person.enterprise_address(user),
        "enterprise_name": cells.plain(user.get("enterprise") or ""),
        "role": cells.plain(user.get("role") or ""),
        "why": WHY.get(word, ""),
        "word": word,
        "next_acts": [(act, url) for act, url in context["acts"] if act.name in NEXT.get(word, ())],
        "more_acts": [(act, url) for act, url in context["acts"] if act.name not in NEXT.get(word, ())],
        "edit_url": "" if word == "GUEST" else context["edit_url"],
        "person": person.groups(user, request.api.contract, reader),
        "plan": plan_facts(item.get("service_plan"), reader, plan_address(request, item.get("service_plan"))),
        "meters": meters,
        "other_usage": other_usage,
        "settings": facts.groups(flat, person.titles(), reader),
        "wide": [
            *places(request, (parts.CERTIFICATES, parts.ACTIVITY), pk),
            *(places(request, (parts.ENTERPRISE_USERS,), enterprise) if enterprise else []),
        ],
        "slim": places(request, (parts.ALERTS, parts.PAYMENTS), pk),
    }
    return page_or_part(request, "accounts/accounts/detail.html", "facts", context)
