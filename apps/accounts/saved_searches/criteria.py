"""What a saved search and the list of accounts call the same questions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from apps.accounts.accounts.forms import AccountFilters
from console.screens.saved.criteria import Criteria, Criterion, day_of, flag, text

BILLING_MODES = {
    "ONLINE_BILLING": gettext_lazy("Online"),
    "OFFLINE_BILLING": gettext_lazy("Offline"),
    "NO_BILLING": gettext_lazy("No billing"),
    "NO_BILLING_TRIAL": gettext_lazy("No billing, trial"),
}
PAYMENT_TYPES = {
    "NONE": gettext_lazy("None"),
    "PAY_REGULARLY": gettext_lazy("Pay regularly"),
    "PAY_AS_YOU_GO": gettext_lazy("Pay as you go"),
}


def _days(value: Any) -> str:
    """A number of days that the list can be asked for; "" for any other."""
    written = text(value)
    return written if written.isascii() and written.isdigit() and 1 <= len(written.lstrip("0")) <= 4 else ""


TABLE = (
    Criterion("user_name", "user_name"),
    Criterion("user_email", "user_email"),
    Criterion("common_name", "common_name"),
    Criterion(
        "activated",
        "activated",
        flag,
        {"True": "ACTIVATED", "False": "REGISTERED"},
        {"True": gettext_lazy("Activated"), "False": gettext_lazy("Not activated")},
        is_flag=True,
    ),
    Criterion(
        "enabled",
        "enabled",
        flag,
        {"True": "True", "False": "False"},
        {"True": gettext_lazy("Allowed"), "False": gettext_lazy("Denied")},
        is_flag=True,
    ),
    Criterion("last_accessed_days", "last_activity", _days),
    Criterion("country", "country"),
    Criterion("national_id", "national_id"),
    Criterion("created_on_from", "from", day_of),
    Criterion("created_on_to", "to", day_of),
    Criterion("enterprise_name", "enterprise_name"),
    Criterion("service_plan_name", "service_plan"),
    Criterion(
        "billing_mode",
        "billing_mode",
        # Both kinds of no billing have no filter in the list.
        pairs={"ONLINE_BILLING": "ONLINE", "OFFLINE_BILLING": "OFFLINE"},
        words=BILLING_MODES,
    ),
    Criterion(
        "payment_type",
        "payment_type",
        pairs={"PAY_REGULARLY": "PAY_REGULARLY", "PAY_AS_YOU_GO": "PAY_AS_YOU_GO"},
        words=PAYMENT_TYPES,
    ),
)
ACCOUNTS = Criteria(
    TABLE,
    AccountFilters,
    page="accounts-list",
    operation="listAccounts",
    spellings={"service_plan_name": ("service_plan",)},
    everything=("accounts", "ALL"),
)
