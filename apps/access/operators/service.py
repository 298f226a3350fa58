"""Operators: the people who administer SigningHub, each known by a client certificate."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from console.api.service import Page, Query, Service
from console.certificates import der_of
from console.screens.cells import plain, truth

Row = Mapping[str, Any]
CERTIFICATE = "certificate_base64"


class Operators(Service):
    """Calls on operators."""

    list_operation = "listOperators"
    get_operation = "getOperator"
    add_operation = "addOperator"
    update_operation = "updateOperator"
    delete_operation = "deleteOperator"
    # What `page` and `get` add: the role's name, and whether the operator may be let in again.
    derived = ("role_name", "inactive")

    def page(self, query: Query) -> Page:
        """Get Operators."""
        page = super().page(query)
        return replace(page, items=[self._explained(row) for row in page.items])

    def rows(self, operation_id: str, **arguments: Any) -> list[Row]:
        """Get Operators, each with the name of their role, by which the list is filtered and sorted."""
        rows = super().rows(operation_id, **arguments)
        return [self._explained(row) for row in rows] if operation_id == self.list_operation else rows

    def get(self, pk: object) -> Row:
        """Get Operator by ID."""
        return self._explained(super().get(pk))

    def add(self, body: Mapping[str, Any]) -> Any:
        """Add Operator."""
        return super().add(_with_base64(body, {}))

    def update(self, pk: object, body: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> Any:
        """Update Operator."""
        return super().update(pk, _with_base64(body, before or {}), before)

    def enable(self, pk: object) -> None:
        """Update Operator: nothing but that they may sign in."""
        self._set_status(pk, True)

    def disable(self, pk: object) -> None:
        """Update Operator: nothing but that they may not sign in."""
        self._set_status(pk, False)

    def certificate(self, pk: object) -> Any:
        """Get Operator Certificate."""
        return self.act("getOperatorCertificate", pk)

    def _set_status(self, pk: object, status: bool) -> None:
        body = self.editable(pk)
        self.update(pk, {**body, "status": status}, body)

    @staticmethod
    def _explained(operator: Row) -> Row:
        return {
            **operator,
            "role_name": plain(operator.get("role") or ""),
            "inactive": truth(operator.get("status")) is False,
        }


def _with_base64(body: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The body with a certificate that was handed over as SigningHub takes it; one that was there goes as it came."""
    text = body.get(CERTIFICATE)
    if not isinstance(text, str) or not text.strip() or text == before.get(CERTIFICATE):
        return dict(body)
    return {**body, CERTIFICATE: base64.b64encode(der_of(text)).decode("ascii")}
