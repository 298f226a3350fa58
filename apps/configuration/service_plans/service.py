"""Service plans: what accounts may do, and how much of it."""

from __future__ import annotations

from typing import Any

from console.api.service import Service


class ServicePlans(Service):
    """Calls on service plans."""

    list_operation = "listServicePlans"
    choices_operation = "listBasicServicePlans"
    get_operation = "getServicePlan"
    add_operation = "addServicePlan"
    update_operation = "updateServicePlan"
    delete_operation = "deleteServicePlan"

    def clone(self, pk: object, body: dict[str, Any]) -> Any:
        """Clone Service Plan."""
        return self.act("cloneServicePlan", pk, body=body)

    def deprecate(self, pk: object) -> Any:
        """Update Service Plan, with nothing else changed than that nobody new gets it."""
        return self._set_deprecated(pk, True)

    def offer(self, pk: object) -> Any:
        """Update Service Plan, with nothing else changed than that it can be given again."""
        return self._set_deprecated(pk, False)

    def _set_deprecated(self, pk: object, value: bool) -> Any:
        before = self.editable(pk)
        return self.update(pk, {**before, "deprecated": value}, before)
