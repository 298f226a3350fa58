"""What a person types about a saved search: its name and the fields of Save Search."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from apps.accounts.saved_searches.criteria import BILLING_MODES, PAYMENT_TYPES
from console.screens.forms import ApiForm, Picker
from console.screens.saved.forms import BeginsFilled, Day, Flag


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


class AddSearchForm(BeginsFilled, EditSearchForm):
    """Every property of Save Search."""
