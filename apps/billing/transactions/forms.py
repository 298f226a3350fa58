"""The filters of the transaction log."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.billing.transactions.service import AGREEMENT_TERMINATED, PAYMENT_FAILURE
from apps.billing.words import BILLING_TYPES, PAYMENT_TYPES
from console.screens.filters import DateInput, EnumField, FilterForm

VIEWS = {PAYMENT_FAILURE: _("Failed payments"), AGREEMENT_TERMINATED: _("Ended agreements")}


class TransactionFilters(FilterForm):
    """The filters of Get Transaction Logs; `payment-type-criteria` repeats the payment type and is left out."""

    groups = (
        (_("Account"), ("user_name", "email", "enterprise_name")),
        (_("Plan"), ("service_plan_id", "service_plan_type", "payment_type", "billing_type")),
        (_("Transaction"), ("transaction_id", "agreement_id", "reason", "performed_by", "date_from", "date_to")),
    )

    action_type = EnumField(label=_("View"), words=VIEWS)
    user_name = forms.CharField(label=_("Name"), required=False)
    email = forms.CharField(label=_("E-mail"), required=False)
    enterprise_name = forms.CharField(label=_("Enterprise"), required=False)
    service_plan_id = forms.IntegerField(label=_("Service plan ID"), required=False, min_value=1, max_value=2**31 - 1)
    service_plan_type = EnumField(
        label=_("Plan type"),
        words={"INDIVIDUAL": _("Individual"), "ENTERPRISE": _("Enterprise"), "NONE": _("None")},
    )
    payment_type = EnumField(label=_("Payment type"), words=PAYMENT_TYPES)
    billing_type = EnumField(label=_("Billing"), words=BILLING_TYPES)
    reason = forms.CharField(label=_("Reason"), required=False)
    performed_by = forms.CharField(label=_("Performed by"), required=False)
    date_from = forms.DateField(label=_("Since"), required=False, widget=DateInput())
    date_to = forms.DateField(label=_("Until"), required=False, widget=DateInput())
    agreement_id = forms.CharField(label=_("Agreement or customer ID"), required=False)
    transaction_id = forms.CharField(label=_("Transaction or charge ID"), required=False)
