"""The service plans the sandbox starts with."""

from __future__ import annotations

from typing import Any

# id, name, type, billing mode, payment type, signatures (None: unlimited)
_PLANS = (
    (1, "Individual Trial", "INDIVIDUAL", None, None, 5),
    (2, "Individual Pro", "INDIVIDUAL", "ONLINE", "PAY_REGULARLY", 200),
    (3, "Individual Pay-as-you-go", "INDIVIDUAL", "ONLINE", "PAY_AS_YOU_GO", 50),
    (4, "Enterprise Basic", "ENTERPRISE", "OFFLINE", "PAY_REGULARLY", 1000),
    (5, "Enterprise Plus 2026", "ENTERPRISE", "ONLINE", "PAY_REGULARLY", 25000),
    (6, "Enterprise Asia · 企業プラン", "ENTERPRISE", "OFFLINE", "PAY_AS_YOU_GO", None),
    (7, 'Enterprise "Legacy" <v8.6> & Partners', "ENTERPRISE", None, None, None),
)
INDIVIDUAL_PLANS = tuple(plan[0] for plan in _PLANS if plan[2] == "INDIVIDUAL")
ENTERPRISE_PLANS = tuple(plan[0] for plan in _PLANS if plan[2] == "ENTERPRISE")


def first_plans() -> dict[int, dict[str, Any]]:
    """The plans by id, as a fresh sandbox has them."""
    return {
        number: {
            "id": number,
            "name": name,
            "type": kind,
            "description": None,
            "public": payment is not None,
            "deprecated": "Legacy" in name,
            "start_date": "2021-01-01T00:00:00Z",
            "end_date": None,
            "created_on": f"2021-0{number}-01T08:00:00Z",
            "billing_mode": mode,
            "payment_type": payment,
            "constraints": {
                "signatures": signatures,
                "simple_electronic_signatures": None,
                "storage": 500,
                "workflows": 100,
                "templates": 25,
                "users": 1 if kind == "INDIVIDUAL" else 250,
            },
        }
        for number, name, kind, mode, payment, signatures in _PLANS
    }
