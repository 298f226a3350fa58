"""The screens of payments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.billing.billings import views
from apps.billing.billings.forms import BillingFilters
from apps.billing.billings.manual import ManualPaymentForm, add_payment
from apps.billing.billings.service import Billings
from apps.billing.saved_searches.parts import SEARCHES
from apps.billing.saved_searches.screens import billing_searches
from apps.billing.words import BILLING_TYPES
from console.permissions import Area, Right
from console.screens.exporting import export
from console.screens.resource import Action, Column, Resource, Saved, View
from console.screens.urls import screen_urls

billings = Resource(
    name="billings",
    title=_("Billing"),
    noun=_("payment"),
    area=Area.BILLING,
    service=Billings,
    route="payments/",
    label=("user_name", "user_email"),
    search=_("Name, e-mail or transaction"),
    default_sort="-created_on",
    filters=BillingFilters,
    views_by="billing_type",
    views=tuple(View(title, value) for value, title in BILLING_TYPES.items()),
    saved=Saved(billing_searches, SEARCHES),
    columns=(
        Column("user_name", _("Payer"), link=True, sort="user_name", width="flex-2"),
        Column("created_on", _("Paid on"), kind="datetime", sort="created_on"),
        Column("paid", _("Amount"), kind="money", sort="user_amount"),
        Column("ended", _("Outcome"), kind="outcome", width="state"),
        Column("service_plan_name", _("Service plan"), sort="service_plan_name", width="flex-2"),
        Column("payment_type", _("Payment type"), kind="badge", sort="payment_type"),
        Column("payment_mode", _("Payment mode"), kind="badge", width="less"),
        Column("expiry_date", _("Next payment"), kind="date", sort="expiry_date", width="less"),
        Column("enterprise_name", _("Enterprise"), sort="enterprise_name", width="less"),
        Column("user_email", _("E-mail"), kind="email", shown=False),
        Column("performed_by", _("Performed by"), sort="performed_by", shown=False),
        Column("billing_type", _("Billing"), kind="badge", shown=False),
        Column("transaction_type", _("Transaction"), kind="badge", shown=False),
        Column("amount", _("Amount in the default currency"), kind="money", shown=False),
        Column("vat_amount", _("VAT"), kind="money", shown=False),
        Column("transaction_id", _("Transaction ID"), kind="code", shown=False),
        Column("agreement_id", _("Agreement ID"), kind="code", shown=False),
    ),
    add_form=ManualPaymentForm,
    actions=(
        Action(
            "export",
            _("Export to Excel"),
            Right.READ,
            operation="exportBillings",
            icon="download",
            on="list",
            view=export,
        ),
        Action(
            "reset",
            _("Reset billing"),
            Right.WRITE,
            operation="listBillings",
            icon="refresh",
            on="list",
            danger=True,
            view=views.reset,
        ),
    ),
    icon="receipt-2",
)

urlpatterns = screen_urls(billings, add=add_payment, detail=views.show_billing)
