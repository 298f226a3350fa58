"""The modules of a SigningHub role, and what a role's details allow.

An area of the contract (`x-right`) is one row of a role's details.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

# area -> (module, submodule)
MODULES = {
    "system_settings": ("CONFIGURATIONS", "GLOBAL_SETTINGS"),
    "connectors": ("CONFIGURATIONS", "CONNECTORS"),
    "authentication_profiles": ("CONFIGURATIONS", "AUTHENTICATION_PROFILES"),
    "certification_profiles": ("CONFIGURATIONS", "CERTIFICATION_PROFILES"),
    "signing_profiles": ("CONFIGURATIONS", "SIGNING_PROFILES"),
    "verification_profiles": ("CONFIGURATIONS", "VERIFICATION_PROFILES"),
    "virtual_id_profiles": ("CONFIGURATIONS", "VIRTUAL_ID_PROFILES"),
    "electronic_seal_profiles": ("CONFIGURATIONS", "ELECTRONIC_SEAL_PROFILES"),
    "branding": ("CONFIGURATIONS", "BRANDING"),
    "license": ("CONFIGURATIONS", "LICENSE"),
    "instances": ("CONFIGURATIONS", "INSTANCES"),
    "service_agreements": ("CONFIGURATIONS", "SERVICE_AGREEMENTS"),
    "integrations": ("CONFIGURATIONS", "INTEGRATIONS"),
    "service_plans": ("SERVICE_PLANS", None),
    "accounts": ("ACCOUNTS", None),
    "billing": ("BILLING", None),
    "operators": ("ACCESS_CONTROL", "OPERATORS"),
    "roles": ("ACCESS_CONTROL", "ROLES"),
    "logs": ("LOGS", None),
    "reports": ("REPORTS", None),
    "advanced_reports": ("ADVANCED_REPORTS", None),
}
# right -> the key of a row
RIGHTS = {"read": "read", "write": "add_edit", "delete": "delete"}


def role_detail(rights: Mapping[str, Iterable[str]]) -> list[dict[str, Any]]:
    """The details of a role that has these rights by area; every other area is listed without any."""
    return [
        {
            "module": module,
            "sub_module": submodule,
            **{key: right in set(rights.get(area, ())) for right, key in RIGHTS.items()},
        }
        for area, (module, submodule) in MODULES.items()
    ]


def allows(detail: object, area: str, right: str) -> bool:
    """Whether a role with these details has the right on the area. Details that cannot be read allow nothing."""
    if not isinstance(detail, list) or area not in MODULES:
        return False
    for row in detail:
        if isinstance(row, dict) and (row.get("module"), row.get("sub_module")) == MODULES[area]:
            return row.get(RIGHTS[right]) is True
    return False
