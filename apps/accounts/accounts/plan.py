"""What an account's page says of its service plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from console.api.records import record_in
from console.permissions import Area, Permission, Right
from console.requests import ConsoleRequest
from console.screens import cells, facts
from console.screens.cells import Reader
from console.screens.resource import Text

# In the order they are shown: how each value is drawn, and what it is called.
KNOWN: Mapping[str, tuple[str, Text]] = {
    "name": ("text", _("Plan")),
    "type": ("badge", _("Plan type")),
    "start_date": ("date", _("Starts")),
    "end_date": ("date", _("Ends")),
}


def plan_address(request: ConsoleRequest, plan: Any) -> str:
    """The page of the plan itself; "" where its id is not said, or this person may not see plans."""
    number = (record_in(plan) or {}).get("id")
    is_number = isinstance(number, int) and not isinstance(number, bool) and number >= 0
    if not is_number or not request.may(Permission(Area.SERVICE_PLANS, Right.READ)).allowed:
        return ""
    return reverse("service-plans-detail", args=(number,))


def plan_facts(plan: Any, reader: Reader, address: str = "") -> list[facts.Group]:
    """The known facts of a plan and then the unknown ones; none without a plan. It may come as its bare name.

    `address` is where its name leads.
    """
    record = record_in(plan)
    plan = record if record is not None else {} if cells.is_empty(plan) else {"name": plan}
    known = [
        facts.Fact(title, cells.cell(kind, plan[name], reader))
        for name, (kind, title) in KNOWN.items()
        # A plan without an end has none; nobody needs a line to say so.
        if name in plan and not cells.is_empty(plan[name])
    ]
    if address and known and "name" in plan:
        shown = format_html('<a href="{}">{}</a>', address, known[0].shown)
        known[0] = facts.Fact(known[0].title, shown)
    others = {name: value for name, value in plan.items() if name not in KNOWN and name != "id"}
    first = [facts.Group("", known)] if known else []
    return first + facts.groups(others, {}, reader)
