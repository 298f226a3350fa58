"""Service plans: what accounts may do, and how many are on each."""

from __future__ import annotations

import copy
from typing import Any

from sandbox.answering import Call, Json, Refusal, answers, invalid
from sandbox.answers.system_settings import first_settings
from sandbox.plans import ENTERPRISE_ONLY
from sandbox.table import Criterion

Plan = dict[str, Any]
ROW = ("id", "name", "type", "public", "deprecated", "start_date", "end_date", "created_on")
# Kept for the filters of accounts; SigningHub has it in the billing of the plan.
HIDDEN = frozenset({"billing_mode", "payment_type"})
# What a plan has where nobody said anything.
DEFAULTS: Plan = {"start_date": None, "end_date": None, "deprecated": False, "require_password": True}
SETTING = "service_plan"


@answers("listServicePlans")
def list_service_plans(call: Call) -> Json:
    """Every plan, by its first tab."""
    return [{name: plan.get(name) for name in ROW} for plan in call.world.service_plans.values()]


@answers("listBasicServicePlans")
def list_basic_service_plans(call: Call) -> Json:
    """What a pick list needs."""
    return [{name: plan[name] for name in ("id", "name", "type")} for plan in call.world.service_plans.values()]


@answers("getServicePlan")
def get_service_plan(call: Call) -> Json:
    """One plan with everything in it."""
    return _shown(_plan(call))


@answers("addServicePlan")
def add_service_plan(call: Call) -> Json:
    """A new plan; its name is its own."""
    _refuse_taken_name(call, None)
    plan = {**DEFAULTS, **copy.deepcopy(call.body)}
    _refuse_enterprise_parts(plan)
    return _kept(call, plan, "ADMIN_ACTIVITY_ADDED", ("id", "created_on"))


@answers("updateServicePlan")
def update_service_plan(call: Call) -> Json:
    """The whole plan anew, at once for every account on it: what is left out is gone."""
    plan = _plan(call)
    _refuse_taken_name(call, plan["id"])
    before = dict(plan)
    fixed = {name: plan[name] for name in ("id", "type", "created_on", *HIDDEN)}
    after = {**DEFAULTS, "public": plan["public"], **copy.deepcopy(call.body), **fixed}
    after["deprecated"] = bool(after["deprecated"])
    _refuse_enterprise_parts(after)
    plan.clear()
    plan |= after | _filtered_by(after, mode=fixed["billing_mode"])
    call.record("ADMIN_ACTIVITY_UPDATED", plan["name"], before, plan)
    return {"message": "The service plan has been saved."}


@answers("deleteServicePlan")
def delete_service_plan(call: Call) -> Json:
    """A plan goes only when no account is on it and no setting names it."""
    plan = _plan(call)
    if count := _accounts_on(call, plan["id"]):
        raise Refusal(409, f"The service plan is assigned to {count} account(s).")
    if _is_a_default(call, plan):
        raise Refusal(409, "The service plan is a default in the global settings.")
    del call.world.service_plans[plan["id"]]
    call.record("ADMIN_ACTIVITY_DELETED", plan["name"], plan, {})
    return {"message": "The service plan has been deleted."}


@answers("cloneServicePlan")
def clone_service_plan(call: Call) -> Json:
    """Another plan like this one."""
    plan = copy.deepcopy(_plan(call))
    _refuse_taken_name(call, None)
    plan |= {"name": call.body["name"], "public": call.body["public"]}
    plan["deprecated"] = bool(call.body.get("deprecated"))
    return _kept(call, plan, "COMMON_ACTIVITY_CLONED", ())


@answers("listServicePlanStatistics")
def list_service_plan_statistics(call: Call) -> Json:
    """How many accounts are on each plan."""
    return [
        {"service_plan": plan["name"], "type": plan["type"], "count": _accounts_on(call, plan["id"])}
        for plan in call.world.service_plans.values()
    ]


def _plan(call: Call) -> Plan:
    plan: Plan | None = call.world.service_plans.get(call["id"])
    if plan is None:
        raise Refusal(404, f"No such service plan: {call['id']}")
    return plan


def _shown(plan: Plan) -> Json:
    return copy.deepcopy({name: value for name, value in plan.items() if name not in HIDDEN})


def _kept(call: Call, plan: Plan, activity: str, answered: tuple[str, ...]) -> Json:
    number = max(call.world.service_plans, default=0) + 1
    plan |= {"id": number, "created_on": call.world.clock.stamp()}
    plan |= _filtered_by(plan, mode=plan.get("billing_mode"))
    call.world.service_plans[number] = plan
    call.record(activity, plan["name"], {}, plan)
    return {name: plan[name] for name in answered} if answered else _shown(plan)


def _filtered_by(plan: Plan, mode: str | None) -> Plan:
    """What accounts are filtered by and counted against, from what the plan says."""
    payment = (plan.get("billing") or {}).get("payment_type")
    return {"payment_type": payment, "billing_mode": mode or ("OFFLINE" if payment else None)}


def _accounts_on(call: Call, number: int) -> int:
    criteria = (Criterion("service_plan_id", "in", (number,)),)
    _found, total = call.world.accounts.table.page(criteria, "created_on", True, 1, 1)
    return total


def _is_a_default(call: Call, plan: Plan) -> bool:
    """Whether one of the three defaults in the global settings is this plan, by its name or its id."""
    return _names(call.world.resources.get("system_settings") or first_settings(), plan)


def _names(value: Any, plan: Plan, key: str = "") -> bool:
    if isinstance(value, dict):
        key = str(value.get("attribute_name", key))
        return any(_names(one, plan, key if name == "attribute_value" else str(name)) for name, one in value.items())
    if isinstance(value, list):
        return any(_names(one, plan, key) for one in value)
    return SETTING in key and value in (plan["name"], plan["id"])


def _refuse_taken_name(call: Call, own_id: int | None) -> None:
    name = call.body["name"]
    if not name.strip():
        raise invalid("name", "is blank.")
    for plan in call.world.service_plans.values():
        if plan["name"].casefold() == name.casefold() and plan["id"] != own_id:
            raise Refusal(409, f"name: another plan is called {name[:100]}.", field_errors={"name": ["is taken."]})


def _refuse_enterprise_parts(plan: Plan) -> None:
    if plan["type"] == "ENTERPRISE":
        return
    if found := sorted(ENTERPRISE_ONLY & set(plan["features"])):
        raise invalid("features", f"{', '.join(found)} can be added to enterprise plans only.")
    if plan.get("electronic_seal_servers"):
        raise invalid("electronic_seal_servers", "can be added to enterprise plans only.")
