"""What an account's page says of its service plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from console.api.records import record_in
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


def plan_facts(plan: Any, reader: Reader) -> list[facts.Group]:
    """The known facts of a plan and then the unknown ones; none without a plan. It may come as its bare name."""
    record = record_in(plan)
    plan = record if record is not None else {} if cells.is_empty(plan) else {"name": plan}
    known = [
        facts.Fact(title, cells.cell(kind, plan[name], reader))
        for name, (kind, title) in KNOWN.items()
        # A plan without an end has none; nobody needs a line to say so.
        if name in plan and not cells.is_empty(plan[name])
    ]
    others = {name: value for name, value in plan.items() if name not in KNOWN and name != "id"}
    first = [facts.Group("", known)] if known else []
    return first + facts.groups(others, {}, reader)
