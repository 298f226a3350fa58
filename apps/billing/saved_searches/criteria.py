"""What a saved search and the list of payments call the same questions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.billing.billings.forms import BillingFilters
from apps.billing.words import BILLING_TYPES, EVENTS, PAYMENT_MODES, PAYMENT_TYPES
from console.screens.saved.criteria import Criteria, Criterion, day_of

TABLE = (
    Criterion("user_name", "user_name"),
    Criterion("user_email", "user_email"),
    Criterion("enterprise_name", "enterprise_name"),
    Criterion("service_plan_name", "service_plan_name"),
    Criterion("service_plan_id", "service_plan_id"),
    Criterion("billing_type", "billing_type", words=BILLING_TYPES),
    Criterion("payment_type", "payment_type", words=PAYMENT_TYPES),
    Criterion("payment_mode", "payment_mode", words=PAYMENT_MODES),
    Criterion("transaction_id", "transaction_id"),
    Criterion("agreement_id", "agreement_id"),
    Criterion("date_from", "date_from", day_of),
    Criterion("date_to", "date_to", day_of),
    Criterion("action_type", "", words=EVENTS, title=_("Event")),
)
BILLINGS = Criteria(
    TABLE, BillingFilters, page="billings-list", operation="listBillings", spellings={"user_email": ("email",)}
)
