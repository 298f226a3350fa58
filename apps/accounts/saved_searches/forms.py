"""What a person types about a saved search: its name and the fields of Save Search."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from apps.accounts.saved_searches.criteria import BILLING_MODES, PAYMENT_TYPES, day_of
from console.screens.cells import is_empty, truth
from console.screens.filters import DateInput
from console.screens.forms import ApiForm, Body, Picker


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


class EditSearchForm(ApiForm):
    """Every property of Update Saved Search."""

    groups = (
        (_("Search"), ("search_name",)),
        (_("Account"), ("user_name", "user_email", "common_name", "activated", "enabled", "last_accessed_days")),
        (_("Person"), ("country", "national_id", "created_on_from", "created_on_to")),
        (_("Enterprise and plan"), ("enterprise_name", "service_plan_name")),
        (_("Billing"), ("billing_mode", "payment_type")),
    )

    search_name = forms.CharField(label=_("Name of the search"))
    user_name = forms.CharField(label=_("Name"))
    user_email = forms.CharField(label=_("E-mail"))
    common_name = forms.CharField(label=_("Common name"))
    activated = Flag(label=_("Activation"), yes=_("Activated"), no=_("Not activated"))
    enabled = Flag(label=_("Access"), yes=_("Allowed"), no=_("Denied"))
    last_accessed_days = forms.CharField(
        label=_("Days since the last activity"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        validators=[RegexValidator("^[1-9][0-9]{0,3}$", _("A number of days from 1 to 9999."))],
    )
    country = Picker(label=_("Country"), source="listCountries")
    national_id = forms.CharField(label=_("National ID"))
    created_on_from = Day(label=_("Created since"))
    created_on_to = Day(label=_("Created until"))
    enterprise_name = forms.CharField(label=_("Enterprise"))
    service_plan_name = forms.CharField(label=_("Service plan"))
    billing_mode = forms.ChoiceField(label=_("Billing mode"), choices=[*BILLING_MODES.items()])
    payment_type = forms.ChoiceField(label=_("Payment type"), choices=[*PAYMENT_TYPES.items()])


class AddSearchForm(EditSearchForm):
    """Every property of Save Search. It begins with the filters of the list, which are sent like what was typed."""

    def changes(self) -> Body:
        """Everything that is filled in."""
        return {name: self._outgoing(name) for name, value in self.cleaned_data.items() if not is_empty(value)}
