"""Transaction logs: what payment providers told SigningHub."""

from __future__ import annotations

import base64
import random
from typing import Any

from sandbox.accounts import fold
from sandbox.answering import Answer, Call, Json, Refusal, answers
from sandbox.payments import Payment, payments_of
from sandbox.world import World

HISTORY = 140
END_OF_DAY = "T23:59:59Z"
FAILURE, TERMINATED = "WORLDPAY_RECURRENT_PAYMENT_FAILURE", "WORLDPAY_AGREEMENT_TERMINATED"
REASONS = {
    FAILURE: ("Card expired", "Insufficient funds", "Do not honour <05>", None),
    TERMINATED: ("Cancelled by the customer", "الغاه العميل"),
    None: ("Subscription", "Trial ended", ""),
}
PAID = (
    *("created_on", "user_name", "user_email", "enterprise_name", "service_plan_id", "service_plan_name"),
    *("payment_type", "billing_type", "transaction_id", "agreement_id"),
)
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
        "Amount": f"{row['amount']:.2f} {row['x_currency']}",
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
        "certificate_base64": _certificate(call.world) if call["id"] % 2 else None,
        "processed_state": "PROCESSED",
        "x_provider": {"name": "WorldPay", "attempts": [1, 2]},
    }


def _certificate(world: World) -> str:
    """The certificate that the provider signed with: somebody's, as good as any."""
    return base64.b64encode(next(iter(world.operators.values()))["certificate"]).decode()


def _logs(world: World) -> dict[int, dict[str, Any]]:
    """The logs of a world by id, made when first looked at: one for each of the newest payments online."""
    kept: dict[int, dict[str, Any]] = world.resources.setdefault("transaction_logs", {})
    if not kept:
        chance = random.Random(world.seed)  # noqa: S311 - sample data
        paid = [payment for payment in payments_of(world).values() if payment["provider"]][-HISTORY:]
        for number, payment in enumerate(paid, start=1):
            kept[number] = _log(world, chance, number, payment)
    return kept


def _log(world: World, chance: random.Random, number: int, payment: Payment) -> dict[str, Any]:
    event = FAILURE if payment["failed"] else TERMINATED if number % 23 == 0 else None
    plan = world.service_plans.get(payment["service_plan_id"], {})
    return {
        "id": number,
        **{name: payment[name] for name in PAID},
        "performed_by": None if event else "billing@signinghub.example",
        "service_plan_type": plan.get("type") or "NONE",
        "reason": chance.choice(REASONS[event]),
        "action_type": event,
        "amount": payment["user_amount"],
        "x_currency": payment["currency"],
    }
