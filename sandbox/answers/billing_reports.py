"""Reports on money: the payments of the billing list, counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sandbox import spreadsheet
from sandbox.answering import Answer, Call, Json, answers
from sandbox.answers.reports import TOP, months_of, paged, timeline
from sandbox.payments import Payment, payments_of
from sandbox.spreadsheet import workbook

Row = dict[str, Any]
FIRST, RECURRENT = "FIRST", "RECURRENT"
KINDS = {"new_revenues": FIRST, "recurring_revenue": RECURRENT, "NEWPAYMENTS": FIRST, "RECURRING": RECURRENT}


@answers("listBillingStatistics")
def billing_statistics(call: Call) -> Answer:
    """Payments by month."""
    return paged(call, _by_month(call))


@answers("exportBillingStatistics")
def export_billing_statistics(call: Call) -> Answer:
    """The same as a workbook; the guide calls it an array, and shows a text."""
    rows = _by_month(call)
    head = [*rows[0]] if rows else ["month"]
    return Answer(workbook(head, [[*row.values()] for row in rows]), content_type=spreadsheet.TYPE)


@answers("getBillingStatisticsDetail")
def billing_statistics_detail(call: Call) -> Json:
    """The payments of a month, the newest first."""
    names = ("created_on", "user_name", "user_email", "enterprise_name", "service_plan_name", "payment_type")
    found = [payment for payment in _paid(call) if payment["created_on"].startswith(call["from"])]
    return [
        {
            **{name: one[name] for name in names},
            "amount": one["amount"],
            "currency": "EUR",
            "vat_amount": one["vat_amount"],
        }
        for one in reversed(found)
    ]


@answers("getBillingTimeline")
def billing_timeline(call: Call) -> Json:
    """Payments over time."""
    return timeline(call, ((date.fromisoformat(one["created_on"][:10]), 1) for one in _within(call)))


@answers("getTopBillingUsers")
def top_billing_users(call: Call) -> Json:
    """Who paid the most, apart from enterprises, and which enterprises."""
    found = _within(call)
    individuals = [one for one in found if not one["enterprise_name"]]
    enterprises = [one for one in found if one["enterprise_name"]]
    return {
        "individual_users": _top(individuals, lambda one: one["user_email"]),
        "enterprise_users": _top(enterprises, lambda one: one["enterprise_name"]),
    }


def _top(payments: list[Payment], key: Callable[[Payment], str]) -> list[Row]:
    sums: Counter[str] = Counter()
    payers: dict[str, Payment] = {}
    for one in payments:
        sums[key(one)] += Decimal(str(one["amount"]))  # type: ignore[assignment]
        payers.setdefault(key(one), one)
    who = ("user_name", "user_email", "enterprise_name")
    return [
        {**{name: payers[one][name] for name in who}, "amount": float(amount)} for one, amount in sums.most_common(TOP)
    ]


def _paid(call: Call) -> list[Payment]:
    """What was paid, oldest first, of the kind asked for; what failed was not paid."""
    kind = KINDS.get(call["type"] or "")
    found = [one for one in payments_of(call.world).values() if not one["failed"]]
    found = [one for one in found if kind in (None, one["transaction_type"])]
    return sorted(found, key=lambda one: str(one["created_on"]))


def _within(call: Call) -> list[Payment]:
    first, last = (call["from-date"] or "")[:10], (call["to-date"] or "9999")[:10]
    return [one for one in _paid(call) if first <= one["created_on"][:10] <= last]


def _by_month(call: Call) -> list[Row]:
    by_month: dict[str, list[Payment]] = defaultdict(list)
    for one in _paid(call):
        by_month[one["created_on"][:7]].append(one)
    return [_month(month, by_month[month]) for month in months_of(call)]


def _month(month: str, payments: list[Payment]) -> Row:
    new = [one for one in payments if one["transaction_type"] == FIRST]
    recurring = [one for one in payments if one["transaction_type"] != FIRST]
    return {
        "month": month,
        "new_payments": len(new),
        "new_revenue": _sum(new, "amount"),
        "recurring_payments": len(recurring),
        "recurring_revenue": _sum(recurring, "amount"),
        "vat": _sum(payments, "vat_amount"),
        "total_payments": len(payments),
        "total_revenue": _sum(payments, "amount"),
    }


def _sum(payments: list[Payment], name: str) -> float:
    return float(sum((Decimal(str(one[name])) for one in payments), Decimal(0)))
