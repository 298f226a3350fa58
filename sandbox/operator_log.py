"""What operators did: the operator log, newest last."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.clock import stamp

if TYPE_CHECKING:
    from sandbox.answering import Call

AREA_MODULES = {
    "accounts": "ADMIN_ACTIVITY_MODULE_ACCOUNTS",
    "billing": "ADMIN_ACTIVITY_MODULE_BILLINGS",
    "operators": "ADMIN_ACTIVITY_MODULE_ACCESS_CONTROL",
    "roles": "ADMIN_ACTIVITY_MODULE_ACCESS_CONTROL",
    "service_plans": "ADMIN_ACTIVITY_MODULE_SERVICE_PLAN",
    "reports": "MAIN_REPORTS",
    "advanced_reports": "MAIN_REPORTS",
    "logs": "ADMIN_ACTIVITY_MODULE_PROFILE",
}
ACTIVITIES = {"POST": "ADMIN_ACTIVITY_ADDED", "PUT": "ADMIN_ACTIVITY_UPDATED", "DELETE": "ADMIN_ACTIVITY_DELETED"}
# What an act of each kind changed, where SigningHub keeps it: attribute, before and after.
_CHANGES: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("ADMIN_ACTIVITY_MODULE_ACCOUNTS", "ADMIN_ACTIVITY_UPDATED"): [
        {"attribute": "mobile_number", "previous": None, "new": "+442079460018"},
        {"attribute": "job_title", "previous": "Head of claims", "new": "Head of <b>claims</b> & risk"},
    ],
    ("ADMIN_ACTIVITY_MODULE_ACCOUNTS", "ADMIN_ACTIVITY_USER_ACCOUNT_UNLOCKED"): [
        {"attribute": "locked", "previous": True, "new": False}
    ],
    ("ADMIN_ACTIVITY_MODULE_ACCESS_CONTROL", "ADMIN_ACTIVITY_ADDED"): [
        {"attribute": "name", "previous": None, "new": "Żaneta Źrebiec"},
        {"attribute": "role", "previous": None, "new": {"id": 2, "name": "Support desk"}},
    ],
}
_HISTORY = (
    ("ADMIN_ACTIVITY_MODULE_ACCOUNTS", "ADMIN_ACTIVITY_USER_ACCOUNT_UNLOCKED", "o.kovalchuk@nordlicht.example"),
    ("ADMIN_ACTIVITY_MODULE_ACCOUNTS", "ADMIN_ACTIVITY_UPDATED", "Grace <b>Bold</b> Hopper"),
    ("ADMIN_ACTIVITY_MODULE_PROFILE", "LOGGED_IN", ""),
    ("ADMIN_ACTIVITY_MODULE_PROFILE", "LOGGED_OUT", "00:17:42"),
    ("ADMIN_ACTIVITY_MODULE_SERVICE_PLAN", "COMMON_ACTIVITY_CLONED", "Enterprise Plus 2026"),
    ("ADMIN_ACTIVITY_MODULE_ACCESS_CONTROL", "ADMIN_ACTIVITY_ADDED", "Żaneta Źrebiec"),
    ("ADMIN_ACTIVITY_MODULE_CONFIGURATIONS", "LOG_ACTIVITY_ACTION_RESET_BRANDING", ""),
    ("MAIN_REPORTS", "ADMIN_ACTIVITY_DOWNLOADED", "2026-01"),
)
HISTORY = 180
NEVER_LOGGED = ("password", "secret", "token", "picture", "certificate")


class OperatorLog:
    """The log's entries by id, each with its details."""

    def __init__(self, seed: int, today: datetime, operators: list[dict[str, Any]]) -> None:
        self.entries: dict[int, dict[str, Any]] = {}
        self.details: dict[int, list[dict[str, Any]]] = {}
        chance = random.Random(seed)  # noqa: S311 - sample data
        for age in sorted((chance.uniform(1, 200) for _ in range(HISTORY)), reverse=True):
            module, activity, information = chance.choice(_HISTORY)
            operator = chance.choice(operators)
            changed = _CHANGES.get((module, activity), [])
            self._append(stamp(today - timedelta(days=age)), operator, module, activity, information, changed)

    def add(self, call: Call, activity: str, information: str, before: Any, after: Any) -> None:
        """Record an act of the operator behind the call."""
        area = call.operation.right[0] if call.operation.right else "logs"
        module = AREA_MODULES.get(area, "ADMIN_ACTIVITY_MODULE_CONFIGURATIONS")
        self._append(
            call.world.clock.stamp(), call.who, module, activity, information[:255], changes(before or {}, after or {})
        )

    def _append(
        self,
        created_on: str,
        operator: dict[str, Any],
        module: str,
        activity: str,
        information: str,
        details: list[dict[str, Any]],
    ) -> None:
        number = len(self.entries) + 1
        self.entries[number] = {
            "id": number,
            "created_on": created_on,
            "administrator_name": operator["name"],
            "administrator_email": operator["email"],
            "activity": activity,
            "module": module,
            "information": information,
        }
        self.details[number] = details


def changes(before: Any, after: Any) -> list[dict[str, Any]]:
    """The attributes that differ, with their old and new values; secrets are never among them."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    return [
        {"attribute": name, "previous": before.get(name), "new": after.get(name)}
        for name in {**before, **after}
        if before.get(name) != after.get(name) and not any(word in name for word in NEVER_LOGGED)
    ]
