"""What the person in front of the console may do to one operator, asked of SigningHub only where it matters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from apps.access.roles.service import Roles
from console import way_in
from console.api.errors import ApiMissing
from console.api.records import record_in
from console.grants import Held, refusal
from console.permissions import Area, Permission, Right
from console.requests import ConsoleRequest
from console.screens.cells import plain
from console.screens.resource import Row
from console.vault.models import Credential


@dataclass(frozen=True)
class Guard:
    """One person before one operator; a new operator has no record yet."""

    request: ConsoleRequest
    operator: Row

    @property
    def email(self) -> str:
        """The operator's address, in lower case."""
        return plain(self.operator.get("email") or "").strip().lower()

    @cached_property
    def ways_in(self) -> list[Credential]:
        """The console's credentials that sign in as this operator."""
        return way_in.by_operators(self.request, [self.operator])

    @property
    def is_custodian(self) -> bool:
        return way_in.is_custodian(self.request)

    def refusal_of_role(self, role: Any) -> str:
        """Why this person may not let somebody have the role; "" where they may."""
        held = Held(self.request)
        if held.everything:
            return ""
        may_read = self.request.may(Permission(Area.ROLES, Right.READ))
        if not may_read.allowed:
            return _("The console cannot tell whether this role gives more than you hold: you may not read roles.")
        record = self._record(role)
        if record is None:
            return _("SigningHub has no such role.")
        missing = held.missing_for(record)
        return refusal(missing) if missing else ""

    def _record(self, role: Any) -> Row | None:
        """Get Role by ID, for a role by its id or, where only that is known, by its name."""
        roles = Roles(self.request.api)
        found = record_in(role) or {"name": role}
        number, name = found.get("id"), found.get("name")
        if number is None:
            wanted = str(name or "").strip().casefold()
            rows = roles.rows(roles.list_operation)
            number = next((row.get("id") for row in rows if str(row.get("name") or "").casefold() == wanted), None)
        if number is None:
            return None
        try:
            return roles.get(number)
        except ApiMissing:
            return None
