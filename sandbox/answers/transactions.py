"""Transaction logs: what payment providers told SigningHub."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from sandbox.accounts import FIRST_ID, fold
from sandbox.answering import Answer, Call, Json, Refusal, answers
from sandbox.clock import stamp
from sandbox.world import World

HISTORY = 140
END_OF_DAY = "T23:59:59Z"
FAILURE, TERMINATED = "WORLDPAY_RECURRENT_PAYMENT_FAILURE", "WORLDPAY_AGREEMENT_TERMINATED"
REASONS = {
    FAILURE: ("Card expired", "Insufficient funds", "Do not honour <05>", None),
    TERMINATED: ("Cancelled by the customer", "الغاه العميل"),
    None: ("Subscription", "Trial ended", ""),
}
# The filter in the address, and the key of the row that it looks into.
CONTAINS = {
    "email": "user_email",
    "user-name": "user_name",
    "enterprise-name": "enterprise_name",
    "reason": "reason",
    "performed-by": "performed_by",
    "agreement-id": "agreement_id",
    "transaction-id": "transaction_id",
}
EQUALS = ("service-plan-type", "payment-type", "billing-type", "action-type")


@answers("listTransactionLogs")
def list_transaction_logs(call: Call) -> Answer:
    """One page of the log, filtered; the newest first unless asked otherwise."""
    text = fold(call["x-search-text"])
    rows = [
        row
        for row in _logs(call.world).values()
        if all(fold(call[name]) in fold(row[key]) for name, key in CONTAINS.items())
        and all(call[name] in (None, row[name.replace("-", "_")]) for name in EQUALS)
        and call["service-plan-id"] in (None, row["service_plan_id"])
        and (call["date_from"] or "") <= row["created_on"] <= (call["date-to"] or "9999") + END_OF_DAY
        and (not text or any(text in fold(value) for value in row.values()))
    ]
    column = call["sort-column"] if rows and call["sort-column"] in rows[0] else "created_on"
    rows.sort(key=lambda row: (fold(row[column]), row["id"]), reverse=call["asc"] is not True)
    start = (call["pageNo"] - 1) * call["records"]
    return Answer(rows[start : start + call["records"]], total=len(rows))


@answers("getTransactionLog")
def get_transaction_log(call: Call) -> Json:
    """What the provider sent, as the guide's entries, out of order and partly not to be shown."""
    row = _logs(call.world).get(call["id"])
    if row is None:
        raise Refusal(404, f"No such transaction log: {call['id']}")
    shown = {
        "User": row["user_name"],
        "Amount": f"{row['amount']} EUR",
        "Transaction ID": row["transaction_id"],
        "Agreement ID": row["agreement_id"],
        "Reason": row["reason"],
        "Date": row["created_on"],
    }
    entries = [
        {"Key": key, "Value": value, "Visible": True, "Order": place, "Type": "TEXT"}
        for place, (key, value) in enumerate(shown.items(), 1)
    ]
    hidden = {"Key": "Provider note", "Value": "internal", "Visible": False, "Order": 0, "Type": "TEXT"}
    return {
        "data": [*reversed(entries), hidden],
        "certificate_base64": None,
        "processed_state": "PROCESSED",
        "x_provider": {"name": "WorldPay", "attempts": [1, 2]},
    }


def _logs(world: World) -> dict[int, dict[str, Any]]:
    """The logs of a world by id, made when first looked at."""
    kept: dict[int, dict[str, Any]] = world.resources.setdefault("transaction_logs", {})
    if not kept:
        chance = random.Random(world.seed)  # noqa: S311 - sample data
        for number in range(1, HISTORY + 1):
            kept[number] = _log(world, chance, number)
    return kept


def _log(world: World, chance: random.Random, number: int) -> dict[str, Any]:
    account = world.accounts.get(FIRST_ID + chance.randrange(world.account_count)) or {}
    plan = world.accounts.plan_of(account) if account else {}
    event = FAILURE if number % 17 == 0 else TERMINATED if number % 23 == 0 else None
    # The last of the failures lies a few days back, so that a dashboard has something to say.
    age = timedelta(days=(HISTORY - number) * 2.1, hours=chance.randrange(24))
    return {
        "id": number,
        "created_on": stamp(world.today - age),
        "performed_by": None if event else "billing@signinghub.example",
        "user_name": account.get("user_name"),
        "user_email": account.get("user_email"),
        "enterprise_name": account.get("enterprise_name"),
        "service_plan_id": plan.get("id"),
        "service_plan_name": plan.get("name"),
        "service_plan_type": plan.get("type") or "NONE",
        "payment_type": chance.choice(("PAY_REGULARLY", "PAY_AS_YOU_GO")),
        "billing_type": "ONLINE_BILLING",
        "reason": chance.choice(REASONS[event]),
        "action_type": event,
        "amount": chance.choice((9.9, 120, 1234.5, 0)),
        "transaction_id": f"WP{number:08}",
        "agreement_id": f"AG-{chance.randrange(10**6):06}" if event else None,
    }
