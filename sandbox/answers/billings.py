"""Payments: found, looked at, exported, added by hand; and the searches kept for their list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox import spreadsheet
from sandbox.accounts import fold
from sandbox.answering import Answer, Call, Json, Refusal, answers, invalid
from sandbox.answers.accounts import END_OF_DAY, paged
from sandbox.payments import RATES, Payment, add_payment, payments_by, payments_of, prices_of
from sandbox.spreadsheet import workbook
from sandbox.table import Record

# The parameter, and the key of the payment that it looks into.
CONTAINS = {
    "agreement-id": "agreement_id",
    "user-email": "user_email",
    "enterprise-name": "enterprise_name",
    "service-plan-name": "service_plan_name",
    "transaction-id": "transaction_id",
    "user-name": "user_name",
}
EQUALS = ("billing-type", "payment-mode", "payment-type", "service-plan-id", "transaction-type")
ROW = (
    *("id", "created_on", "performed_by", "user_name", "user_email", "enterprise_name", "service_plan_name"),
    *("payment_type", "payment_mode", "billing_type", "transaction_type", "user_amount", "amount", "currency"),
    *("vat_amount", "transaction_id", "agreement_id", "expiry_date", "failed"),
)
SEARCHED = ("user_name", "user_email", "enterprise_name", "transaction_id", "agreement_id")


@answers("listBillings")
def list_billings(call: Call) -> Answer:
    """One page of the payments that fit every filter; with `autoreset` the failed ones among them begin anew."""
    found = _found(call)
    return Answer([_row(payment) for payment in paged(call, found)], total=len(found))


@answers("exportBillings")
def export_billings(call: Call) -> Answer:
    """The same as a workbook."""
    found = _found(call)
    rows = [[payment[name] for name in ROW] for payment in paged(call, found)]
    total = len(found) if call.operation.gives_total else None
    return Answer(workbook(ROW, rows), total=total, content_type=spreadsheet.TYPE)


def _found(call: Call) -> list[Payment]:
    text = fold(call["x-search-text"])
    found = [
        payment
        for payment in payments_of(call.world).values()
        if all(fold(call[name]) in fold(payment[key]) for name, key in CONTAINS.items())
        and all(call[name] in (None, payment[name.replace("-", "_")]) for name in EQUALS)
        and call["failed-payments"] in (None, payment["failed"])
        and (call["date-from"] or "") <= payment["created_on"] <= (call["date-to"] or "9999") + END_OF_DAY
        and (not text or any(text in fold(payment[key]) for key in SEARCHED))
    ]
    column = call["sort-by"] if call["sort-by"] in ROW else "created_on"
    found.sort(key=lambda payment: (_sortable(payment[column]), payment["id"]), reverse=call["asc"] is not True)
    if call["autoreset"]:
        _reset(call, found)
    return found


def _sortable(value: object) -> tuple[float, str]:
    return (value, "") if isinstance(value, int | float) else (0, fold(value))


def _reset(call: Call, payments: list[Payment]) -> None:
    """What the real one resets is written nowhere; here it is that a failed payment is tried again."""
    if not call.world.allows(call.who, "billing", "write"):
        raise Refusal(call.world.settings.forbidden_status, "Your role does not allow this.")
    failed = [payment for payment in payments if payment["failed"]]
    for payment in failed:
        payment["failed"] = False
    call.record("ADMIN_ACTIVITY_UPDATED", f"{len(failed)} payments reset")


def _row(payment: Payment) -> dict[str, Any]:
    return {name: payment[name] for name in ROW}


@answers("getBilling")
def get_billing(call: Call) -> Json:
    """What the list does not say of a payment."""
    payment = payments_of(call.world).get(call["id"])
    if payment is None:
        raise Refusal(404, f"No such billing: {call['id']}")
    return {
        "billing_model": payment["billing_type"],
        "ipaddress": payment["ip"],
        "payment_number": payment["payment_number"],
        "reference_number": f"REF-{payment['id']:06}",
        "remarks": payment["remarks"],
        "transaction_id": payment["transaction_id"],
        "user_agent": payment["agent"],
        "vat_amount": f"{payment['vat_amount']:.2f}",
        "vat_number": f"NL{payment['user_id']:09}B01" if payment["enterprise_name"] else None,
        "provider": payment["provider"],
        "type": payment["transaction_type"],
        "x_settlement": {"batch": payment["id"] // 50, "settled": not payment["failed"]},
    }


@answers("getBillingUser")
def get_billing_user(call: Call) -> Json:
    """Whose payment may be added by hand: the plan with its prices, and the agreement."""
    account = _payer(call, call["emailAddress"] or "", 404)
    plan = call.world.accounts.plan_of(account)
    prices = prices_of(plan)
    agreements = [payment["agreement_id"] for payment in payments_by(call.world, account["id"])]
    return {
        "id": account["id"],
        "name": account["user_name"],
        "dormant": account["dormant"],
        "agreement_id": next(filter(None, agreements), None),
        "service_plan": {
            "id": plan["id"],
            "name": plan["name"],
            "monthly_price": prices["MONTHLY"],
            "yearly_price": prices["YEARLY"],
            "currency": prices["currency"],
            "type": plan["type"],
        }
        if plan
        else None,
    }


@answers("addManualBilling")
def add_manual_billing(call: Call) -> Json:
    """Write down a payment; nobody can take it back."""
    body = call.body
    account = _payer(call, body["account_owner_email"], 400)
    if account["dormant"]:
        raise Refusal(409, "The account is dormant.")
    amount = Decimal(str(body["sp_amount"]))
    for name, known in (("duration", ("MONTHLY", "YEARLY")), ("user_currency", tuple(RATES))):
        if body[name] not in known:
            raise invalid(name, f"must be one of {', '.join(known)}.")
    if amount <= 0:
        raise invalid("sp_amount", "must be more than 0.")
    if body["service_plan_name"] != call.world.accounts.plan_of(account).get("name"):
        raise invalid("service_plan_name", "is not the plan of this account.")
    if any(payment["transaction_id"] == body["transaction_id"] for payment in payments_of(call.world).values()):
        raise invalid("transaction_id", "was used before.")
    given = {"user_amount": float(body["price"])} if body.get("price") is not None else {}
    payment = add_payment(
        call.world,
        account,
        body["duration"],
        amount,
        transaction_id=body["transaction_id"],
        agreement_id=body.get("agreement_id"),
        remarks=body["remarks"],
        currency=body["user_currency"],
        performed_by=call.who["email"],
        billing_type="OFFLINE_BILLING",
        **given,
    )
    call.record("ADMIN_ACTIVITY_ADDED", account["user_email"], None, payment)
    return {"billing_id": payment["id"]}


def _payer(call: Call, email: str, status: int) -> Record:
    account = call.world.accounts.by_email(email.strip())
    if account is None or account["guest"]:
        raise Refusal(status, "User not found", field_errors={"account_owner_email": ["is nobody’s."]})
    return account


@answers("listBillingSearches")
def list_billing_searches(call: Call) -> Json:
    """The searches the operator sees."""
    return call.world.billing_searches.visible(call)


@answers("addBillingSearch")
def add_billing_search(call: Call) -> Json:
    """Keep a search."""
    return {"id": call.world.billing_searches.add(call, _name(call), _criteria(call))["id"]}


@answers("updateBillingSearch")
def update_billing_search(call: Call) -> Json:
    """Keep a search anew: criteria that are left out are gone."""
    call.world.billing_searches.update(call, call["id"], _name(call), _criteria(call))
    return {"message": "The search has been saved."}


@answers("deleteBillingSearch")
def delete_billing_search(call: Call) -> Json:
    """Forget a search."""
    call.world.billing_searches.delete(call, call["id"])
    return {"message": "The search has been deleted."}


def _name(call: Call) -> str:
    return str(call.body.get("search_name") or "")


def _criteria(call: Call) -> dict[str, Any]:
    return {name: value for name, value in call.body.items() if name != "search_name"}
