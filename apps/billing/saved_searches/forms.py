"""What a person types about a saved search of payments."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.billing.words import BILLING_TYPES, EVENTS, PAYMENT_MODES, PAYMENT_TYPES
from console.screens.forms import ApiForm
from console.screens.saved.forms import BeginsFilled, Day


class EditSearchForm(ApiForm):
    """Every property of Update Save Search."""

    groups = (
        (_("Search"), ("search_name",)),
        (_("Payer"), ("user_name", "user_email", "enterprise_name")),
        (_("Plan"), ("service_plan_name", "service_plan_id", "payment_type", "payment_mode", "billing_type")),
        (_("Payment"), ("transaction_id", "agreement_id", "action_type", "date_from", "date_to")),
    )

    # SigningHub's contract asks for no name, but a search without one could not be told from others.
    search_name = forms.CharField(label=_("Name of the search"))
    user_name = forms.CharField(label=_("Name"))
    user_email = forms.CharField(label=_("E-mail"))
    enterprise_name = forms.CharField(label=_("Enterprise"))
    service_plan_name = forms.CharField(label=_("Service plan"))
    service_plan_id = forms.IntegerField(label=_("Service plan ID"), min_value=1, max_value=2**63 - 1)
    billing_type = forms.ChoiceField(label=_("Billing"), choices=[*BILLING_TYPES.items()])
    payment_type = forms.ChoiceField(label=_("Payment type"), choices=[*PAYMENT_TYPES.items()])
    payment_mode = forms.ChoiceField(label=_("Payment mode"), choices=[*PAYMENT_MODES.items()])
    transaction_id = forms.CharField(label=_("Transaction or charge ID"))
    agreement_id = forms.CharField(label=_("Agreement or customer ID"))
    action_type = forms.ChoiceField(
        label=_("Event"), choices=[*EVENTS.items()], help_text=_("The list of payments has no such filter.")
    )
    date_from = Day(label=_("Since"))
    date_to = Day(label=_("Until"))

    def clean_search_name(self) -> str:
        """A name that is more than blanks."""
        name = str(self.cleaned_data["search_name"])
        if not name.strip():
            raise forms.ValidationError(_("Give the search a name."))
        return name


class AddSearchForm(BeginsFilled, EditSearchForm):
    """Every property of Billing Save Search."""
