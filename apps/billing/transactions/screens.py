"""The screens of the transaction log; read-only."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.billing.transactions import views
from apps.billing.transactions.forms import VIEWS, TransactionFilters
from apps.billing.transactions.service import Transactions
from console.permissions import Area
from console.screens.resource import Column, Resource, View
from console.screens.urls import screen_urls

transactions = Resource(
    name="transactions",
    title=_("Transaction log"),
    noun=_("transaction"),
    area=Area.BILLING,
    service=Transactions,
    label=("user_name", "user_email"),
    search=_("Name, e-mail or transaction"),
    filters=TransactionFilters,
    views_by="action_type",
    views=tuple(View(title, value) for value, title in VIEWS.items()),
    columns=(
        Column("user_name", _("Account"), link=True, width="flex-2"),
        Column("created_on", _("When"), kind="datetime"),
        Column("action_type", _("Event"), kind="badge", width="flex-4"),
        Column("amount", _("Amount"), kind="money"),
        Column("reason", _("Reason"), width="flex-2"),
        Column("enterprise_name", _("Enterprise"), width="flex-2"),
        Column("service_plan_name", _("Service plan"), width="less"),
        Column("user_email", _("E-mail"), kind="email", shown=False),
        Column("service_plan_type", _("Plan type"), kind="badge", shown=False),
        Column("payment_type", _("Payment type"), kind="badge", shown=False),
        Column("billing_type", _("Billing"), kind="badge", shown=False),
        Column("performed_by", _("Performed by"), shown=False),
        Column("transaction_id", _("Transaction ID"), kind="code", shown=False),
        Column("agreement_id", _("Agreement ID"), kind="code", shown=False),
    ),
    icon="receipt-2",
)

urlpatterns = screen_urls(transactions, detail=views.show_transaction)
