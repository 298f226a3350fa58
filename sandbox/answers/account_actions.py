"""What an administrator does to accounts: register, retire, delete, reset, move to another plan."""

from __future__ import annotations

from typing import Any

from sandbox.answering import Call, Json, Refusal, answers, invalid
from sandbox.answers.accounts import account_of, check_values
from sandbox.events import alert, free_certificates
from sandbox.people import ACTIVE, CONSUMED
from sandbox.table import Record
from sandbox.world import Mail

BULK_LIMIT = 1000


@answers("registerUserAccount")
def register_user_account(call: Call) -> Json:
    """A new account, waiting for its user to activate it unless a password comes with it."""
    body = call.body
    check_values(call, body, None)
    plan = _plan_of_registration(call, body)
    if body.get("password") != body.get("confirm_password"):
        raise invalid("confirm_password", "is not the password.")
    enterprise = _new_enterprise(call, plan, body.get("enterprise_name"))
    activated = body.get("password") is not None
    account: Record = {
        "id": 0,
        "user_name": body["user_name"],
        "common_name": body["common_name"],
        "user_email": body["user_email"],
        **{name: body.get(name) for name in ("mobile_number", "job_title", "company_name", "national_id", "csc_id")},
        "ra_id": body.get("user_ra_id"),
        "csp_id": body.get("user_csp_id"),
        "country": body.get("country"),
        "language": body.get("language"),
        "time_zone": None,
        **ACTIVE._replace(activated=activated)._asdict(),
        "archived": False,
        "created_on": call.world.clock.stamp(),
        "last_accessed_on": None,
        "enterprise_id": enterprise,
        "enterprise_name": body.get("enterprise_name") if enterprise else None,
        "enterprise_owner": enterprise is not None,
        "service_plan_id": plan["id"],
        "consumed": dict.fromkeys(CONSUMED, 0),
        "more": {},
    }
    call.world.accounts.table.add(account)
    for wanted, subject in (("send_activation_email", "Activate your account"), ("send_registration_email", "Welcome")):
        if body.get(wanted):
            call.world.mails.append(Mail(account["user_email"], subject))
    call.record("ADMIN_ACTIVITY_ADDED", account["user_email"], {}, account)
    return {"message": "The account has been registered."}


@answers("markAccountDormant")
def mark_account_dormant(call: Call) -> Json:
    """Retire an account for good: its plan, certificates and quota are freed."""
    account = account_of(call, call["userId"])
    if account["dormant"]:
        raise Refusal(409, "The account is dormant already.")
    if account["guest"]:
        raise Refusal(409, "A guest cannot be marked as dormant.")
    _refuse_owner_with_children(call, account, dormant_is_gone=True)
    changed = call.world.accounts.change(account, dormant=True, locked=False, service_plan_id=None)
    free_certificates(call.world, changed)
    call.record("ADMIN_ACTIVITY_DORMANT", changed["user_email"], account, changed)
    return {"message": "The account has been marked as dormant."}


@answers("archiveAccount")
def archive_account(call: Call) -> Json:
    """Move a dormant account to the archive, where no list shows it."""
    account = account_of(call, call["userId"])
    if not account["dormant"]:
        raise Refusal(409, "Only a dormant account can be archived.")
    call.world.accounts.table.remove(account["id"])
    call.record("ADMIN_ACTIVITY_ARCHIVED", account["user_email"], account, {})
    return {"message": "The account has been archived."}


@answers("deleteAccount")
def delete_account(call: Call) -> Json:
    """Delete an account and everything of it."""
    _delete(call, account_of(call, call["id"]))
    return {"message": "The account has been deleted."}


@answers("deleteAccountsBulk")
def delete_accounts_bulk(call: Call) -> Json:
    """Delete many accounts; each has an outcome of its own."""
    if not call.body:
        raise Refusal(400, "body: no ids.")
    if len(call.body) > BULK_LIMIT:
        raise Refusal(400, f"body: more than {BULK_LIMIT} ids.")
    outcomes = []
    for account_id in call.body:
        account = call.world.accounts.get(account_id)
        email = account["user_email"] if account else None
        try:
            _delete(call, account_of(call, account_id))
        except Refusal as refusal:
            outcomes.append({"id": account_id, "user_email": email, "status": "FAILED", "message": refusal.message})
        else:
            outcomes.append({"id": account_id, "user_email": email, "status": "DELETED", "message": None})
    return outcomes


@answers("resetAccountPassword")
def reset_account_password(call: Call) -> Json:
    """Mail the user a link to a new password."""
    account = account_of(call, call["user_id"])
    if account["guest"] or account["dormant"] or not account["activated"]:
        raise Refusal(409, "The account has no password to reset.")
    call.world.mails.append(Mail(account["user_email"], "Reset your password"))
    call.record("LOG_REQUESTED_PASSWORD_CHANGE", account["user_email"])
    return {"message": "A mail has been sent to the user."}


@answers("resetUsageStatistics")
def reset_usage_statistics(call: Call) -> Json:
    """Begin counting the use of the plan anew."""
    account = account_of(call, call["user_id"])
    if account["service_plan_id"] is None:
        raise Refusal(409, "The account has no service plan.")
    changed = call.world.accounts.change(account, consumed=dict.fromkeys(CONSUMED, 0))
    alert(call.world, changed, "SERVICE_PLAN_RESET", "The usage statistics were reset.")
    call.record("ADMIN_ACTIVITY_RESET_SERVICE_PLAN", changed["user_email"], account, changed)
    return {"message": "The usage statistics have been reset."}


@answers("changeUserServicePlan")
def change_user_service_plan(call: Call) -> Json:
    """Move an account, and with an owner the whole enterprise, to another plan by its name."""
    account = call.world.accounts.by_email(call.body["user_email"])
    if account is None:
        raise Refusal(404, "User not found")
    plan = next((plan for plan in call.world.service_plans.values() if plan["name"] == call.body["service_plan"]), None)
    if plan is None:
        raise invalid("service_plan", "no plan has this name.")
    if account["guest"] or account["dormant"]:
        raise Refusal(409, "The account has no service plan.")
    if account["enterprise_id"] and not account["enterprise_owner"]:
        raise Refusal(409, "The plan belongs to the owner of the enterprise.")
    if account["enterprise_id"] and plan["type"] == "INDIVIDUAL":
        raise Refusal(409, "An enterprise cannot move to an individual plan.")
    changed = _move(call, account, plan)
    alert(call.world, changed, "SERVICE_PLAN_CHANGED", f"The service plan is now {plan['name']}.")
    call.record("ADMIN_ACTIVITY_UPDATED", changed["user_email"], account, changed)
    return {"message": "The service plan has been changed."}


def _move(call: Call, account: Record, plan: dict[str, Any]) -> Record:
    accounts = call.world.accounts
    if account["enterprise_id"]:
        for member in accounts.members(account["enterprise_id"]):
            accounts.change(member, service_plan_id=plan["id"])
        return account_of(call, account["id"])
    enterprise = _new_enterprise(call, plan, call.body.get("enterprise_name"))
    if enterprise is None:
        return accounts.change(account, service_plan_id=plan["id"])
    return accounts.change(
        account,
        service_plan_id=plan["id"],
        enterprise_id=enterprise,
        enterprise_name=call.body["enterprise_name"],
        enterprise_owner=True,
    )


def _plan_of_registration(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    plans = call.world.service_plans
    number = body.get("service_plan_id")
    plan = plans.get(number) if number is not None else next(iter(plans.values()), None)
    if plan is None:
        raise invalid("service_plan_id", "no plan has this id.")
    return plan


def _new_enterprise(call: Call, plan: dict[str, Any], name: str | None) -> int | None:
    """The id of the enterprise that begins with an account on an enterprise plan; None on an individual one."""
    if plan["type"] != "ENTERPRISE":
        return None
    if not name or not name.strip():
        raise invalid("enterprise_name", "is required for an enterprise plan.")
    if call.world.accounts.enterprise_exists(name):
        raise Refusal(409, "enterprise_name: taken.", field_errors={"enterprise_name": ["is taken."]})
    return call.world.accounts.new_enterprise()


def _delete(call: Call, account: Record) -> None:
    _refuse_owner_with_children(call, account, dormant_is_gone=False)
    call.world.accounts.table.remove(account["id"])
    call.record("ADMIN_ACTIVITY_DELETED", account["user_email"] or "", account, {})


def _refuse_owner_with_children(call: Call, account: Record, *, dormant_is_gone: bool) -> None:
    if not account["enterprise_owner"]:
        return
    members = call.world.accounts.members(account["enterprise_id"])
    children = [member for member in members if member["id"] != account["id"]]
    left = [child for child in children if not (dormant_is_gone and child["dormant"])]
    if left:
        raise Refusal(409, f"The account owns an enterprise with {len(left)} more user(s).")
