"""Choosing a service plan: for a change by its name, for a registration by its id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from console.api.contract import Operation
from console.api.records import records_in
from console.screens.cells import plain
from console.screens.forms import Picker

KINDS = {"INDIVIDUAL": _("individual"), "ENTERPRISE": _("enterprise")}
ENTERPRISE = "ENTERPRISE"


class PlanPicker(Picker):
    """A service plan by its `name` or its `id`. `kinds` has the type of each plan that says one, by value."""

    def __init__(self, *, by: str, **kwargs: Any) -> None:
        super().__init__(source="listBasicServicePlans", or_source="listServicePlans", **kwargs)
        self.by = by
        self.kinds: dict[str, str] = {}

    def read(self, data: Any, operation: Operation) -> list[tuple[str, ...]]:
        """Id, name and type of each plan; the type may be missing."""
        plans: list[tuple[str, ...]] = []
        for row in records_in(data, operation):
            name, number = plain(row.get("name") or "").strip(), row.get("id")
            if name and number is not None:
                plans.append((str(number), name, plain(row.get("type") or "").upper()))
        return plans

    def offer(self, choices: Iterable[tuple[str, ...]], *present: object) -> None:
        """Become a select of the plans, each with its type in words."""
        plans = [(name if self.by == "name" else number, name, kind) for number, name, kind in choices]
        self.kinds = {value: kind for value, _name, kind in plans if kind}
        worded = [(value, f"{name} ({KINDS[kind]})" if kind in KINDS else name) for value, name, kind in plans]
        super().offer(worded, *present)

    def clean(self, value: Any) -> Any:
        """The name, or the id as a number."""
        typed = super().clean(value)
        if self.by == "name" or typed in ("", None):
            return typed
        if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
            raise forms.ValidationError(_("The number of a service plan is needed here."))
        return int(typed)
