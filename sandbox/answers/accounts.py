"""Accounts: finding, reading and correcting them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sandbox import spreadsheet
from sandbox.accounts import BITS, VIEWS, fold
from sandbox.answering import Answer, Call, Json, Refusal, answers, invalid
from sandbox.answers.reference import appendix
from sandbox.clock import stamp
from sandbox.events import alert, revoke_certificates
from sandbox.people import CONSUMED
from sandbox.spreadsheet import workbook
from sandbox.table import Criterion, Record

TEXT_FILTERS = {
    "x-user-name": "user_name",
    "x-user-email": "user_email",
    "x-common-name": "common_name",
    "x-enterprise-name": "enterprise_name",
    "x-service-plan": "service_plan",
    "x-country": "country",
    "x-national-id": "national_id",
}
UPDATABLE = (
    *("user_name", "common_name", "user_email", "mobile_number", "job_title", "company_name", "ra_id", "national_id"),
    *("csc_id", "csp_id", "country", "language"),
)
EXPORTED = (
    "user_name",
    "user_email",
    "enterprise_name",
    "service_plan",
    "country",
    "created_on",
    "activated",
    "enabled",
)
END_OF_DAY = "T23:59:59Z"


@answers("listAccounts")
def list_accounts(call: Call) -> Answer:
    """One page of the accounts that fit every filter."""
    rows, total = _found(call)
    return Answer(rows, total=total)


@answers("exportAccounts")
def export_accounts(call: Call) -> Answer:
    """The same as a workbook."""
    rows, total = _found(call)
    content = workbook(EXPORTED, [[row[name] for name in EXPORTED] for row in rows])
    return Answer(content, total=total, content_type=spreadsheet.TYPE)


def _found(call: Call) -> tuple[list[dict[str, Any]], int]:
    found, total = call.world.accounts.table.page(
        criteria_of(call), call["sort-by"] or "created_on", call["asc"] is True, call["pageNo"], call["records"]
    )
    return [row_of(call, account) for account in found], total


def criteria_of(call: Call) -> tuple[Criterion, ...]:
    """The filter headers as conditions on columns."""
    mask, bits = VIEWS[call["x-accounts"] or "ALL"]
    criteria = [Criterion("flags", "bits", (mask, bits))] if mask else []
    for flag, header, yes in (("activated", "x-activated", "ACTIVATED"), ("enabled", "x-enabled", "True")):
        if call[header]:
            criteria.append(Criterion("flags", "bits", (BITS[flag], BITS[flag] if call[header] == yes else 0)))
    for header, value in (("x-billing-mode", "billing_mode"), ("x-payment-type", "payment_type")):
        if call[header]:
            criteria.append(_plans(call, **{value: call[header]}))
    if call["x-service-plan-type"]:
        kind = call["x-service-plan-type"]
        criteria.append(_plans(call, type=None if kind == "NONE" else kind))
    criteria += [
        Criterion(column, "contains", fold(call[header])) for header, column in TEXT_FILTERS.items() if call[header]
    ]
    if call["x-from"]:
        criteria.append(Criterion("created_on", "from", _moment(call["x-from"], "")))
    if call["x-to"]:
        criteria.append(Criterion("created_on", "to", _moment(call["x-to"], END_OF_DAY)))
    if call["x-last-activity"]:
        since = call.world.clock.now() - timedelta(days=int(call["x-last-activity"]))
        criteria.append(Criterion("last_accessed_on", "from", stamp(since)[:16]))
    if call["x-search-text"]:
        criteria.append(Criterion("searched", "contains", fold(call["x-search-text"])))
    return tuple(criteria)


def row_of(call: Call, account: Record) -> dict[str, Any]:
    """An account as a row of a list."""
    plan = call.world.accounts.plan_of(account)
    names = ("id", "user_name", "user_email", "common_name", "enterprise_id", "enterprise_name", "enterprise_owner")
    flags = ("activated", "enabled", "locked", "dormant", "guest")
    return {
        **{name: account[name] for name in names},
        "service_plan": plan.get("name"),
        "service_plan_type": plan.get("type"),
        **{name: account[name] for name in ("country", "created_on", "last_accessed_on")},
        **{name: account[name] for name in flags},
        **{name: value for name, value in account["more"].items() if name.startswith("x_")},
    }


@answers("getAccount")
def get_account(call: Call) -> Json:
    """An account by its id."""
    return detail_of(call, account_of(call, call["id"]))


@answers("getAccountByEmail")
def get_account_by_email(call: Call) -> Json:
    """An account by its address."""
    account = call.world.accounts.by_email(call["emailAddress"])
    if account is None:
        raise Refusal(404, "User not found")
    return detail_of(call, account)


@answers("checkExistingUser")
def check_existing_user(call: Call) -> Json:
    """Whether an address has an account."""
    if call.world.accounts.by_email(call["emailAddress"]) is None:
        raise Refusal(404, "User not found")
    return {"message": "User already exists"}


def account_of(call: Call, account_id: int) -> Record:
    """The account, or a refusal that says there is none."""
    account = call.world.accounts.get(account_id)
    if account is None:
        raise Refusal(404, f"User not found: {account_id}")
    return account


def detail_of(call: Call, account: Record) -> Json:
    """An account with its plan and its use of it."""
    plan = call.world.accounts.plan_of(account)
    states = ("enabled", "activated", "locked", "dormant", "guest", "enterprise_owner", "created_on")
    user = {name: account[name] for name in ("id", *UPDATABLE, "time_zone", *states, "last_accessed_on")}
    user["picture"] = account.get("picture")
    user["role"] = _enterprise_role(account)
    if account["enterprise_id"]:
        user["enterprise"] = {"id": account["enterprise_id"], "name": account["enterprise_name"]}
    detail: dict[str, Any] = {
        "billing_enabled": plan.get("billing_mode") is not None,
        "ra_enable": account["id"] % 2 == 0,
        "csp_enable": account["id"] % 3 == 0,
        "csc_enable": plan.get("type") == "ENTERPRISE",
        "user": {**user, **account["more"]},
    }
    if plan:
        shown = ("id", "name", "type", "start_date", "end_date")
        detail["service_plan"] = {name: plan[name] for name in shown}
        detail["usage_statistics"] = {
            name: {"allowed": plan["constraints"].get(name), "consumed": account["consumed"][name], "x_unit": None}
            for name in CONSUMED
        }
    return detail


@answers("updateAccount")
def update_account(call: Call) -> Json:
    """The whole account anew: what is left out is emptied. Another common name revokes the certificate."""
    account = account_of(call, call["id"])
    _refuse_dead(account)
    if account["guest"]:
        raise Refusal(409, "Only the name of a guest can be changed.")
    body = call.body
    check_values(call, body, account["id"])
    values = {name: body.get(name) for name in UPDATABLE}
    values["enabled"] = body.get("enabled", account["enabled"])
    changed = call.world.accounts.change(account, **values)
    if changed["common_name"] != account["common_name"]:
        revoke_certificates(call.world, changed)
        alert(
            call.world, changed, "CERTIFICATE_REVOKED", "The signing certificate was revoked: the common name changed."
        )
    if account["enabled"] and not changed["enabled"]:
        alert(call.world, changed, "ACCESS_DENIED", "An administrator took the access away.")
    call.record("ADMIN_ACTIVITY_UPDATED", changed["user_email"], account, changed)
    return {"message": "The account has been saved."}


@answers("updateGuestAccount")
def update_guest_account(call: Call) -> Json:
    """A guest's name, the only thing of a guest that can change."""
    account = account_of(call, call["id"])
    if not account["guest"]:
        raise Refusal(409, "The account is not a guest's.")
    changed = call.world.accounts.change(account, user_name=call.body["user_name"])
    call.record("ADMIN_ACTIVITY_UPDATED", changed["user_email"], account, changed)
    return {"message": "The guest has been saved."}


@answers("unlockUserAccount")
def unlock_user_account(call: Call) -> Json:
    """Let a locked account in again."""
    account = account_of(call, call["id"])
    if not account["locked"]:
        raise Refusal(409, "The account is not locked.")
    changed = call.world.accounts.change(account, locked=False)
    alert(call.world, changed, "ACCOUNT_UNLOCKED", "An administrator unlocked the account.")
    call.record("ADMIN_ACTIVITY_USER_ACCOUNT_UNLOCKED", changed["user_email"], account, changed)
    return {"message": "The account has been unlocked."}


@answers("listEnterpriseUsers")
def list_enterprise_users(call: Call) -> Answer:
    """The people of an enterprise."""
    members = call.world.accounts.members(call["enterpriseid"])
    if not members:
        raise Refusal(404, f"No such enterprise: {call['enterpriseid']}")
    text = fold(call["x-search-text"])
    rows = [
        {
            **{name: member[name] for name in ("id", "user_name", "user_email", "enabled", "activated")},
            "role": _enterprise_role(member),
            "owner": member["enterprise_owner"],
        }
        for member in members
        if text in fold(member["user_name"]) or text in fold(member["user_email"])
    ]
    return Answer(paged(call, rows), total=len(rows))


def paged(call: Call, rows: list[Any]) -> list[Any]:
    """The page of the rows that the path asks for."""
    start = (call["pageNo"] - 1) * call["records"]
    return rows[start : start + call["records"]]


def check_values(call: Call, body: dict[str, Any], own_id: int | None) -> None:
    """What the contract cannot say: the address is free, country and language are keys of the reference data."""
    if not body["user_name"].strip():
        raise invalid("user_name", "is blank.")
    if "@" not in body["user_email"].strip("@"):
        raise invalid("user_email", "is not an e-mail address.")
    other = call.world.accounts.by_email(body["user_email"])
    if other is not None and other["id"] != own_id:
        raise Refusal(409, "user_email: another account has it.", field_errors={"user_email": ["is taken."]})
    for name, table in (("country", "countries"), ("language", "languages")):
        if body.get(name) and body[name] not in appendix()[table]:
            raise invalid(name, f"{body[name][:100]!r} is not in the list.")


def _refuse_dead(account: Record) -> None:
    if account["dormant"] or account["archived"]:
        raise Refusal(409, "The account is dormant.")


def _enterprise_role(account: Record) -> str | None:
    if not account["enterprise_id"]:
        return None
    return "Enterprise Owner" if account["enterprise_owner"] else "Enterprise User"


def _plans(call: Call, **wanted: Any) -> Criterion:
    return Criterion("service_plan_id", "in", tuple(call.world.accounts.plans_where(**wanted)))


def _moment(text: str, end: str) -> str:
    """A date or a moment as columns of time are spelt; a bare date means its beginning, or its end."""
    return text.strip().replace(" ", "T")[:19] if len(text) > 10 else text + end
