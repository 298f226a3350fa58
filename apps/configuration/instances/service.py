"""Instances: the running programs of SigningHub, each as it has reported itself."""

from __future__ import annotations

from console.api.records import record_in, with_declared_names
from console.api.service import Service


class Instances(Service):
    """Calls on instances."""

    list_operation = "listInstances"
    get_operation = "getInstance"
    update_operation = "updateInstance"
    delete_operation = "deleteInstance"

    def status(self, pk: object) -> object:
        """Get Instance Status: SigningHub's own word, asked now; None where it says none."""
        data = self.act("getInstanceStatus", pk)
        record = record_in(data)
        if record is None:
            return data
        return with_declared_names(record, self.api.contract.operation("getInstanceStatus").answer_properties).get(
            "status"
        )
