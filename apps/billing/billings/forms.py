"""The filters of the list of payments."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.billing.words import BILLING_TYPES, PAYMENT_MODES, PAYMENT_TYPES, TRANSACTION_TYPES
from console.screens.filters import DateInput, EnumField, FilterForm


class BillingFilters(FilterForm):
    """The filters of Get Billings. Its `autoreset` is none: it changes what it finds, and has a page of its own."""

    groups = (
        (_("Payer"), ("user_name", "user_email", "enterprise_name")),
        (_("Plan"), ("service_plan_name", "service_plan_id", "payment_type", "payment_mode")),
        (_("Payment"), ("transaction_type", "failed_payments", "transaction_id", "agreement_id")),
        (_("Time"), ("date_from", "date_to")),
    )

    billing_type = EnumField(label=_("View"), words=BILLING_TYPES)
    user_name = forms.CharField(label=_("Name"), required=False)
    user_email = forms.CharField(label=_("E-mail"), required=False)
    enterprise_name = forms.CharField(label=_("Enterprise"), required=False)
    service_plan_name = forms.CharField(label=_("Service plan"), required=False)
    service_plan_id = forms.IntegerField(label=_("Service plan ID"), required=False, min_value=1, max_value=2**63 - 1)
    payment_type = EnumField(label=_("Payment type"), words=PAYMENT_TYPES)
    payment_mode = EnumField(label=_("Payment mode"), words=PAYMENT_MODES)
    transaction_type = EnumField(label=_("Transaction"), words=TRANSACTION_TYPES)
    failed_payments = EnumField(label=_("Failed"), words={"true": _("Failed"), "false": _("Not failed")})
    transaction_id = forms.CharField(label=_("Transaction or charge ID"), required=False)
    agreement_id = forms.CharField(label=_("Agreement or customer ID"), required=False)
    date_from = forms.DateField(label=_("Since"), required=False, widget=DateInput())
    date_to = forms.DateField(label=_("Until"), required=False, widget=DateInput())
