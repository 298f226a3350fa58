"""The licence of SigningHub: what it allows, what is spent of it, and whether it still holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.api.records import Row
from console.api.service import Service


class License(Service):
    """Calls on the licence."""

    def constraints(self) -> list[Row]:
        """Get License Constraints."""
        return self.rows("getLicenseConstraints")

    def validity(self) -> str:
        """Validate License Expiry: SigningHub's own sentence, "" where it says none."""
        data: Any = self.api.call("validateLicenseExpiry").data
        if isinstance(data, Mapping):
            data = data.get("message", data.get("Message"))
        return data.strip() if isinstance(data, str) else ""
