"""Every report beside the accounts, sittings, payments and plans that it counts: each number is theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from apps.reports.statistics.reports import REPORTS
from sandbox.payments import payments_of
from sandbox.signing import ALLOWED, CONSUMED, SIMPLE, sittings_of
from tests.apps.reports.test_statistics import ALONE, EVER, rows_of, summed, total_of_list

MONTHS = "?from=2015-01&to=2099-12"
ALL_DAYS = f"{EVER}&duration=YEAR"
ALL_USERS = f"{EVER}&size=1000"
ASKED = {
    "registrations": MONTHS,
    "logins": MONTHS,
    "workflows": MONTHS,
    "signatures": MONTHS,
    "billing": MONTHS,
    "documents-over-time": f"{ALL_DAYS}&type=SIGNED",
    "signatures-over-time": ALL_DAYS,
    "payments-over-time": ALL_DAYS,
    "documents-by-user": ALL_USERS,
    "signatures-by-user": ALL_USERS,
    "sms": ALL_USERS,
    "top-documents": f"{EVER}&type=UPLOADED",
    "top-signatures": EVER,
    "top-payers": EVER,
    "top-enterprises": EVER,
}


def top_ten(pairs: Iterable[tuple[object, Decimal]]) -> Decimal:
    """What the ten come to who have the most."""
    sums: Counter[object] = Counter()
    for key, number in pairs:
        sums[key] += number
    return Decimal(sum(number for _key, number in sums.most_common(10)))


def amount(payment) -> Decimal:
    return Decimal(str(payment["amount"]))


def counted(world, month):
    """What each report has to come to, by the titles of its columns, from the records themselves."""
    accounts = [world.accounts.get(number) for (number,) in world.accounts.table.values()]
    sittings = sittings_of(world)
    paid = [one for one in payments_of(world).values() if not one["failed"]]
    of_month = [one for one in paid if one["created_on"].startswith(month)]
    activated = sum(one["activated"] for one in accounts)
    signed = sum(one.signatures for one in sittings)
    done = Counter()
    for one in sittings:
        done.update(one.documents)
    declined, completed = done["DECLINED"], sum(one.completed for one in sittings)
    return {
        "registrations": {
            "Registered": len(accounts),
            "Activated": activated,
            "Not activated": len(accounts) - activated,
            "Deleted": sum(one["marked_deleted"] for one in accounts),
        },
        "logins": {"Activated": activated},
        "service-plans": {"Accounts": sum(one["service_plan_id"] is not None for one in accounts)},
        "signatures": {"All signatures": signed, "In person": _of_kind(sittings, "IN_PERSON")},
        "signatures-over-time": {"Count": signed},
        "signatures-by-user": {"All signatures": signed, "Electronic signature": SIMPLE},
        "signature-kinds": {"Signatures": signed},
        "top-signatures": {"Count": top_ten((one.account_id, one.signatures) for one in sittings)},
        "workflows": {"Started": done["SHARED"], "Completed": completed, "Declined": declined},
        "documents-over-time": {"Count": signed},
        "documents-by-user": {"Uploaded": done["UPLOADED"], "Signed": signed, "Space used (MB)": done["DISKSPACE"]},
        "document-statuses": {"Documents": done["UPLOADED"]},
        "top-documents": {"Count": top_ten((one.account_id, one.documents["UPLOADED"]) for one in sittings)},
        "billing": {
            "All payments": len(paid),
            "New payments": sum(one["transaction_type"] == "FIRST" for one in paid),
            "VAT": sum(Decimal(str(one["vat_amount"])) for one in paid),
            "Revenue": sum(map(amount, paid)),
        },
        "payments": {"Amount": sum(map(amount, of_month))},
        "payments-over-time": {"Count": len(paid)},
        "top-payers": {"Paid": top_ten((one["user_id"], amount(one)) for one in paid if not one["enterprise_name"])},
        "top-enterprises": {
            "Paid": top_ten((one["enterprise_name"], amount(one)) for one in paid if one["enterprise_name"])
        },
        "sms": {"Messages": sum(one.messages for one in sittings)},
    }


def _of_kind(sittings, kind):
    return sum(one.signatures for one in sittings if one.kind == kind)


def test_every_report_comes_to_what_the_records_behind_it_come_to(ann, sandbox):
    month = max(one["created_on"] for one in payments_of(sandbox.world).values())[:7]
    expected = counted(sandbox.world, month)
    assert expected.keys() == REPORTS.keys()
    asked = ASKED | {"payments": f"?from={month}"}
    wrong = {}
    for name, sums in expected.items():
        rows = rows_of(ann, name, asked.get(name, ""))
        found = {title: round(Decimal(str(summed(rows, title))), 2) for title in sums}
        assert any(sums.values()), name
        if found != {title: round(Decimal(one), 2) for title, one in sums.items()}:
            wrong[name] = found, sums
    assert wrong == {}


def test_the_licence_the_list_of_payments_and_each_plan_say_the_same(ann, sandbox):
    sittings = sittings_of(sandbox.world)
    assert (sum(one.signatures for one in sittings), _of_kind(sittings, "E_SIGNATURE")) == (CONSUMED + SIMPLE, SIMPLE)
    quota = ann.get("/statistics-overview/quota/", headers=ALONE).content.decode()
    assert f"<b>{CONSUMED:,}</b> of {ALLOWED:,}" in quota
    payments = summed(rows_of(ann, "billing", MONTHS), "All payments")
    assert total_of_list(ann, "/billing/payments/?failed_payments=false") == payments
    for row in rows_of(ann, "service-plans"):
        number = next(key for key, plan in sandbox.world.service_plans.items() if plan["name"] == row["Service plan"])
        plans = [sandbox.world.accounts.get(one)["service_plan_id"] for (one,) in sandbox.world.accounts.table.values()]
        assert plans.count(number) == int(row["Accounts"]), row
    members = {one["id"] for one in sandbox.world.accounts.members(501)}
    of_enterprise = rows_of(ann, "signatures-by-user", f"{ALL_USERS}&enterprise=501")
    theirs = sum(one.signatures for one in sittings if one.account_id in members)
    assert summed(of_enterprise, "All signatures") == theirs > 0
