"""What accounts pay: one set of payments behind the billing list, an account's own list and every figure on money."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from sandbox.clock import stamp

if TYPE_CHECKING:
    from sandbox.table import Record
    from sandbox.world import World

Payment = dict[str, Any]
# Only the first accounts pay: a sandbox with a million of them has to start at once too.
PAYERS = 3000
MOST = 24
# Of the online payments one in so many fails, one of the newest among them.
FAILS = 17
VAT = Decimal("0.21")
# What one of the default currency, EUR, is in others.
RATES = {"EUR": Decimal(1), "GBP": Decimal("0.85"), "USD": Decimal("1.10"), "BDT": Decimal("130")}
BILLING_TYPES = {"ONLINE": "ONLINE_BILLING", "OFFLINE": "OFFLINE_BILLING"}
PROVIDERS = ("WorldPay", "Stripe", "SSLCommerz")
REMARKS = ("", "Bank transfer, ref. <INV-77> & co.", "دفعة سنوية", "=SUM(A1:A9)")
DAYS = {"MONTHLY": 30, "YEARLY": 365}


def prices_of(plan: Mapping[str, Any]) -> dict[str, Any]:
    """A plan's prices by mode and their currency; None where it has none."""
    told = plan.get("billing") or {}
    if not plan.get("payment_type"):
        return {"MONTHLY": None, "YEARLY": None, "currency": None}
    monthly = told.get("monthly_price") or 49.5 * plan["id"]
    return {"MONTHLY": monthly, "YEARLY": told.get("yearly_price") or monthly * 10, "currency": "EUR"}


def payments_of(world: World) -> dict[int, Payment]:
    """Every payment by id, in the order they were made; made up when first looked at."""
    kept: dict[int, Payment] = world.resources.setdefault("payments", {})
    if not kept:
        first = world.accounts.table.first_id
        made = [
            payment
            for number in range(first, first + min(world.account_count, PAYERS))
            if (account := world.accounts.get(number)) is not None
            for payment in _past(world, account)
        ]
        made.sort(key=lambda payment: payment["created_on"])
        for place, payment in enumerate(payment for payment in reversed(made) if payment["provider"]):
            payment["failed"] = place % FAILS == 6
        kept |= {number: {"id": number, **payment} for number, payment in enumerate(made, start=1)}
    return kept


def payments_by(world: World, account_id: int) -> list[Payment]:
    """The payments for one account, oldest first."""
    return [payment for payment in payments_of(world).values() if payment["user_id"] == account_id]


def add_payment(world: World, account: Record, mode: str, amount: Decimal, **said: Any) -> Payment:
    """Write down a payment that an operator made known."""
    kept = payments_of(world)
    earlier = payments_by(world, account["id"])
    payment = _payment(world, account, len(earlier) + 1, world.clock.now(), mode, float(amount))
    number = max(kept, default=0) + 1
    kept[number] = {"id": number, **payment, "provider": None, "ip": None, "agent": None, "failed": False, **said}
    return kept[number]


def _past(world: World, account: Record) -> list[Payment]:
    plan = world.accounts.plan_of(account)
    if account["guest"] or not account["activated"] or not plan.get("payment_type"):
        return []
    chance = random.Random(world.seed * 7_919 + account["id"])  # noqa: S311 - sample data
    mode = chance.choice(("MONTHLY", "MONTHLY", "YEARLY"))
    count = chance.randrange(MOST if mode == "MONTHLY" else 3)
    # Everybody pays on a day of their own, so that no month has more than its share.
    since = chance.uniform(0.1, DAYS[mode])
    ages = [(count - 1 - number) * DAYS[mode] + since for number in range(count)]
    payments = []
    for number, age in enumerate(ages, start=1):
        moment = world.today - timedelta(days=age)
        payment = _payment(world, account, number, moment, mode, float(prices_of(plan)[mode]))
        is_online = payment["billing_type"] == "ONLINE_BILLING"
        payment |= {
            "failed": False,
            "provider": PROVIDERS[account["id"] % 3] if is_online else None,
            "ip": f"203.0.113.{chance.randrange(1, 255)}",
            "agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
            "remarks": chance.choice(REMARKS) if not is_online else "",
        }
        payments.append(payment)
    return payments


def _payment(world: World, account: Record, number: int, moment: datetime, mode: str, amount: float) -> Payment:
    plan = world.accounts.plan_of(account)
    billing_type = BILLING_TYPES.get(plan.get("billing_mode") or "", "OFFLINE_BILLING")
    is_online = billing_type == "ONLINE_BILLING"
    currency = ("EUR", "EUR", "GBP", "USD", "BDT")[account["id"] % 5]
    return {
        "created_on": stamp(moment),
        "user_id": account["id"],
        "user_name": account["user_name"],
        "user_email": account["user_email"],
        "enterprise_name": account["enterprise_name"] or None,
        "service_plan_id": plan.get("id"),
        "service_plan_name": plan.get("name"),
        "payment_type": plan.get("payment_type"),
        "payment_mode": mode,
        "billing_type": billing_type,
        "transaction_type": "FIRST" if number == 1 else "RECURRENT",
        "payment_number": number,
        "amount": amount,
        "currency": currency,
        "user_amount": float(in_cents(Decimal(str(amount)) * RATES[currency])),
        "vat_amount": float(in_cents(Decimal(str(amount)) * VAT)),
        "transaction_id": f"TX-{account['id']}-{number:04}",
        "agreement_id": f"AG-{account['id']}" if is_online else None,
        "expiry_date": stamp(moment + timedelta(days=DAYS[mode])),
        "performed_by": account["user_email"] if is_online else "billing@signinghub.example",
        "remarks": "",
    }


def in_cents(amount: Decimal) -> Decimal:
    """An amount as it is paid."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
