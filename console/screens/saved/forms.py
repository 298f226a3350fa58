"""What the forms of saved searches have in common."""

from __future__ import annotations

from typing import Any

from django import forms

from console.screens.cells import is_empty, truth
from console.screens.filters import DateInput
from console.screens.forms import ApiForm, Body
from console.screens.saved.criteria import day_of


class Flag(forms.TypedChoiceField):
    """Yes, no, or not asked."""

    def __init__(self, *, yes: object, no: object, **kwargs: Any) -> None:
        choices = [("", "—"), ("True", yes), ("False", no)]
        super().__init__(choices=choices, coerce=lambda value: value == "True", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The choice that stands for what SigningHub sent, or for what was chosen."""
        meant = truth(value)
        return value if meant is None else str(meant)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return truth(initial) is not truth(data)


class Day(forms.DateField):
    """A date, which SigningHub writes as text, with or without a time of day that means nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DateInput(), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return day_of(value) or value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


class BeginsFilled(ApiForm):
    """A form for something new that begins with the filters of a list, which are sent like what was typed."""

    def changes(self) -> Body:
        """Everything that is filled in."""
        return {name: self._outgoing(name) for name, value in self.cleaned_data.items() if not is_empty(value)}
