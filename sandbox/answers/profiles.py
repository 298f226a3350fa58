"""Profiles of the six kinds. An inactive one cannot be chosen, one that a plan uses cannot be deleted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sandbox.answering import Call, Json, Refusal, answers, invalid
from sandbox.answers.connectors import beside_in, pairs, refers, settings_in
from sandbox.connectors import Record

# Each kind, and the key under which a service plan refers to one.
KINDS = {
    "Authentication": "authentication_profile|allowed|default",
    "Certification": "capacities|certification_profile",
    "Signing": "signing_profile",
    "ElectronicSeal": "electronic_seal_profile",
    "Verification": "verification_profile",
    "VirtualId": "virtual_id_profile",
}
KEPT = ("name", "description", "sort_order", "private", "status")


def list_profiles(call: Call, kind: str) -> Json:
    """All of a kind, without their settings."""
    return [_row(one) | _method(kind, one) for one in _profiles(call, kind).values()]


def list_basic_profiles(call: Call, kind: str) -> Json:
    """Those that may be chosen."""
    rows = (one for one in _profiles(call, kind).values() if one["status"])
    more = ("private",) if kind == "Authentication" else ()
    return [{name: one[name] for name in ("id", "name", *more)} | _method(kind, one) for one in rows]


def get_profile(call: Call, kind: str) -> Json:
    """One, with its settings."""
    found = _profile(call, kind)
    return _row(found) | {"profile_detail": pairs(found["detail"], found.get("beside", {}))}


def add_profile(call: Call, kind: str) -> Json:
    """A new one; its name is its own."""
    profiles, body = _profiles(call, kind), call.body
    _refuse_taken_name(profiles, body["name"], None)
    number = max(profiles, default=0) + 1
    own = {"sort_order": 9999, "private": False} if kind == "Authentication" else {}
    sent = {name: body[name] for name in KEPT if name in body}
    profiles[number] = {
        "id": number,
        "name": "",
        "description": None,
        **own,
        "status": True,
        "created_on": call.world.clock.stamp(),
        **sent,
        "detail": settings_in(body.get("profile_detail"), "profile_detail"),
        "beside": beside_in(body.get("profile_detail")),
    }
    call.record("ADMIN_ACTIVITY_ADDED", body["name"], {}, sent)
    return {"id": number, "created_on": profiles[number]["created_on"]}


def update_profile(call: Call, kind: str) -> Json:
    """The whole profile anew: a description or settings that are left out are gone."""
    found, body = _profile(call, kind), call.body
    before = _row(found)
    _refuse_taken_name(_profiles(call, kind), body["name"], found["id"])
    found |= {name: body.get(name) for name in KEPT if name in found}
    found["status"] = bool(body.get("status"))
    found["detail"] = settings_in(body.get("profile_detail"), "profile_detail")
    found["beside"] = beside_in(body.get("profile_detail"))
    call.record("ADMIN_ACTIVITY_UPDATED", found["name"], before, _row(found))
    return {"message": "The profile has been saved."}


def delete_profile(call: Call, kind: str) -> Json:
    """One goes only when no service plan uses it."""
    found = _profile(call, kind)
    users = [plan["name"] for plan in call.world.service_plans.values() if refers(plan, KINDS[kind], found)]
    if users:
        raise Refusal(409, f"The profile is used by {len(users)} service plan(s): {', '.join(users)}.")
    del _profiles(call, kind)[found["id"]]
    call.record("ADMIN_ACTIVITY_DELETED", found["name"], _row(found), {})
    return {"message": "The profile has been deleted."}


ACTS: tuple[tuple[str, Callable[..., Json]], ...] = (
    ("list{}Profiles", list_profiles),
    ("listBasic{}Profiles", list_basic_profiles),
    ("get{}Profile", get_profile),
    ("add{}Profile", add_profile),
    ("update{}Profile", update_profile),
    ("delete{}Profile", delete_profile),
)
for _kind in KINDS:
    for _operation, _act in ACTS:
        answers(_operation.format(_kind))(partial(_act, kind=_kind))


def _profiles(call: Call, kind: str) -> dict[int, Record]:
    return call.world.profiles[kind]


def _profile(call: Call, kind: str) -> Record:
    found = _profiles(call, kind).get(call["id"])
    if found is None:
        raise Refusal(404, f"No such profile: {call['id']}")
    return found


def _row(found: Record) -> Record:
    return {name: value for name, value in found.items() if name not in ("detail", "beside")}


def _method(kind: str, found: Record) -> Record:
    return {"method": found["detail"].get("method")} if kind == "Authentication" else {}


def _refuse_taken_name(profiles: dict[int, Record], name: str, own: int | None) -> None:
    if not name.strip():
        raise invalid("name", "is blank.")
    if any(one["name"].casefold() == name.casefold() and number != own for number, one in profiles.items()):
        raise Refusal(409, "name: another profile has it.", field_errors={"name": ["is taken."]})
