"""The licence of SigningHub: what it allows, what is spent of it, and whether it still holds."""

from __future__ import annotations

from console.api.records import Row, record_in, with_declared_names
from console.api.service import Service
from console.screens.cells import plain


class License(Service):
    """Calls on the licence."""

    def constraints(self) -> list[Row]:
        """Get License Constraints."""
        return self.rows("getLicenseConstraints")

    def validity(self) -> str:
        """Validate License Expiry: SigningHub's own sentence, "" where it says none."""
        operation = self.api.contract.operation("validateLicenseExpiry")
        data = self.api.call(operation.id).data
        record = record_in(data)
        if record is not None:
            data = with_declared_names(record, operation.answer_properties).get("message", record)
        return plain(data).strip()
