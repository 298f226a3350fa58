"""The licence: what it allows and whether it still holds."""

from __future__ import annotations

from typing import Any

from sandbox.answering import Call, Json, answers
from sandbox.answers.dashboard import get_dashboard
from sandbox.clock import stamp

CONSTRAINTS = {
    "users": "Users",
    "signatures": "Signatures",
    "simple_electronic_signatures": "Simple Electronic Signatures",
}


@answers("getLicenseConstraints")
def get_license_constraints(call: Call) -> Json:
    """The allowances, under the other spelling of their keys, as the dashboard has them."""
    licence = _licence(call)
    return [
        {"constraint": title, "allowed": licence[key]["allowed"], "consumed": licence[key]["consumed"]}
        for key, title in CONSTRAINTS.items()
    ]


@answers("validateLicenseExpiry")
def validate_license_expiry(call: Call) -> Json:
    """A sentence, and nothing else."""
    licence = _licence(call)
    if licence["valid_to"] < stamp(call.world.clock.now()):
        return {"message": f"The license expired on {licence['valid_to'][:10]}."}
    return {"message": f"The license is valid until {licence['valid_to'][:10]}."}


def _licence(call: Call) -> Any:
    dashboard: Any = get_dashboard(call)
    return dashboard["license"]
