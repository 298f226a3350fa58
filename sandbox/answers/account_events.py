"""What happened to one account: alerts, activity, payments."""

from __future__ import annotations

from typing import Any

from sandbox.accounts import fold
from sandbox.answering import Answer, Call, answers
from sandbox.answers.accounts import account_of, paged
from sandbox.events import past_of
from sandbox.payments import payments_by

PAYMENT = (*("payment_number", "amount", "user_amount", "currency", "payment_type", "payment_mode", "transaction_id"),)


@answers("listAccountAlerts")
def list_account_alerts(call: Call) -> Answer:
    """What the user was told."""
    return _listed(call, past_of(call.world, account_of(call, call["user_id"])).alerts, "created_on")


@answers("listUserActivity")
def list_user_activity(call: Call) -> Answer:
    """What the user did."""
    return _listed(call, past_of(call.world, account_of(call, call["user_id"])).activity, "created_on")


@answers("listAccountBilling")
def list_account_billing(call: Call) -> Answer:
    """What the user paid."""
    account = account_of(call, call["user_id"])
    rows = [
        {"id": payment["id"], "date": payment["created_on"], **{name: payment[name] for name in PAYMENT}}
        for payment in payments_by(call.world, account["id"])
    ]
    return _listed(call, rows, "date")


def _listed(call: Call, rows: list[dict[str, Any]], default: str) -> Answer:
    """The rows that hold the search text, sorted, and the page of them."""
    text = fold(call["x-search-text"])
    found = [row for row in rows if any(text in fold(value) for value in row.values())]
    found.sort(key=lambda row: row[call["sort-by"] or default], reverse=call["asc"] is not True)
    return Answer(paged(call, found), total=len(found))
