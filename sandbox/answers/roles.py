"""Roles: what operators may do."""

from __future__ import annotations

from typing import Any

from sandbox.answering import Call, Json, Refusal, answers, invalid


@answers("listRoles")
def list_roles(call: Call) -> Json:
    """Every role, without its details."""
    return [
        {name: role[name] for name in ("id", "name", "description", "created_on")} for role in call.world.roles.values()
    ]


@answers("getRole")
def get_role(call: Call) -> Json:
    """One role with its details."""
    role = _role(call)
    return {name: role[name] for name in ("id", "name", "description", "role_detail")}


@answers("addRole")
def add_role(call: Call) -> Json:
    """A new role; its name is its own."""
    _refuse_taken_name(call, call.body["name"], None)
    number = max(call.world.roles, default=0) + 1
    role = {
        "id": number,
        "name": call.body["name"],
        "description": call.body.get("description"),
        "role_detail": call.body["role_detail"],
        "created_on": call.world.clock.stamp(),
    }
    call.world.roles[number] = role
    call.record("ADMIN_ACTIVITY_ADDED", role["name"], {}, role)
    return {"id": number, "created_on": role["created_on"]}


@answers("updateRole")
def update_role(call: Call) -> Json:
    """The whole role anew: a description or details that are left out are gone."""
    role = _role(call)
    _refuse_taken_name(call, call.body["name"], role["id"])
    before = dict(role)
    role["name"] = call.body["name"]
    role["description"] = call.body.get("description")
    role["role_detail"] = call.body.get("role_detail") or []
    call.world.hidden_grants.pop(role["id"], None)
    call.record("ADMIN_ACTIVITY_UPDATED", role["name"], before, role)
    return {"message": "The role has been saved."}


@answers("deleteRole")
def delete_role(call: Call) -> Json:
    """A role goes only when nobody has it."""
    role = _role(call)
    holders = _holders(call, role["id"])
    if holders:
        raise Refusal(409, f"The role is assigned to {len(holders)} operator(s).")
    del call.world.roles[role["id"]]
    call.record("ADMIN_ACTIVITY_DELETED", role["name"], role, {})
    return {"message": "The role has been deleted."}


@answers("listRoleOperators")
def list_role_operators(call: Call) -> Json:
    """Who has a role."""
    role = _role(call)
    return [{name: operator[name] for name in ("id", "name", "email")} for operator in _holders(call, role["id"])]


def _role(call: Call) -> dict[str, Any]:
    role = call.world.roles.get(call["id"])
    if role is None:
        raise Refusal(404, f"No such role: {call['id']}")
    return role


def _holders(call: Call, role_id: int) -> list[dict[str, Any]]:
    return [operator for operator in call.world.operators.values() if operator["role_id"] == role_id]


def _refuse_taken_name(call: Call, name: str, own_id: int | None) -> None:
    if not name.strip():
        raise invalid("name", "is blank.")
    other = call.world.role_named(name)
    if other is not None and other["id"] != own_id:
        raise Refusal(409, f"name: another role is called {name[:100]}.", field_errors={"name": ["is taken."]})
