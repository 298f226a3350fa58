"""Roles: what SigningHub lets an operator do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.api.records import record_in, with_declared_names
from console.api.service import Service
from console.role_detail import detail_of
from console.role_matrix import assumed, blank, lines_of


class Roles(Service):
    """Calls on roles."""

    list_operation = "listRoles"
    get_operation = "getRole"
    add_operation = "addRole"
    update_operation = "updateRole"
    delete_operation = "deleteRole"

    def holders(self, pk: object) -> list[Mapping[str, Any]]:
        """Get Role Operators: who holds a role."""
        operation = self.api.contract.operation("listRoleOperators")
        return self.rows(operation.id, **self._of_one(operation, pk))

    def own(self) -> Mapping[str, Any]:
        """The role of the operator that the console signs in as, from Get Operator (Session User)."""
        operation = self.api.contract.operation("getSessionOperator")
        operator = with_declared_names(record_in(self.api.call(operation.id).data) or {}, operation.answer_properties)
        return record_in(operator.get("role")) or {}

    def nothing(self) -> tuple[Any, bool]:
        """Details without any right to begin a new role with, and whether their spelling was learned from SigningHub.

        Learned from the own role, which needs no right, else from the first role that can be read.
        """
        detail = detail_of(self.own())
        if lines_of(detail):
            return blank(detail), True
        for row in self.rows(self.list_operation)[:5]:
            detail = detail_of(self.get(row["id"])) if row.get("id") is not None else None
            if lines_of(detail):
                return blank(detail), True
        return assumed(), False
