"""The page of one account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.accounts.forms import EditAccountForm
from apps.accounts.accounts.service import standing
from console.requests import ConsoleRequest
from console.screens import cells, facts
from console.screens.cells import Reader, as_number, humanise
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
ALLOWED_KEYS = ("allowed", "limit")
USED_KEYS = ("consumed", "used")
# From here on a meter is amber, then red.
LOW, HIGH = Decimal("0.8"), Decimal("0.98")


@dataclass(frozen=True)
class Meter:
    """How much of one allowance is spent; `allowed` is None where there is no limit."""

    title: str
    used: str
    allowed: str
    value: str
    most: str
    low: str
    high: str
    percent: str


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


def usage(statistics: Any, reader: Reader) -> tuple[list[Meter], list[facts.Fact]]:
    """The allowances as meters, and everything else in the statistics as plain facts; unknown keys humanised."""
    rows: dict[str, Any] = {}
    if isinstance(statistics, list):
        # A list of {constraint, allowed, consumed} instead of an object by constraint.
        for place, row in enumerate(statistics, 1):
            name = (
                next((row[key] for key in ("constraint", "name", "type") if row.get(key)), place)
                if isinstance(row, Mapping)
                else place
            )
            rows[str(name)] = row
    elif isinstance(statistics, Mapping):
        rows = {str(key): value for key, value in statistics.items()}
    meters, others = [], []
    for key, value in rows.items():
        meter = _meter(key, value) if isinstance(value, Mapping) else None
        if meter:
            meters.append(meter)
        else:
            others.append(facts.Fact(humanise(key), cells.guessed(value, reader, key)))
    return meters, others


def _meter(key: str, row: Row) -> Meter | None:
    used = as_number(next((row[name] for name in USED_KEYS if name in row), None))
    if used is None:
        return None
    allowed = as_number(next((row[name] for name in ALLOWED_KEYS if name in row), None))
    has_limit = allowed is not None and allowed > 0
    most = allowed if allowed is not None and has_limit else Decimal(0)
    return Meter(
        title=humanise(key),
        used=cells.grouped(used),
        allowed=cells.grouped(most) if has_limit else "",
        value=str(min(used, most)),
        most=str(most),
        low=str(most * LOW),
        high=str(most * HIGH),
        percent=f"{used / most:.0%}" if has_limit else "",
    )
