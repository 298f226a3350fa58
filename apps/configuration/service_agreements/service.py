"""Service agreements: what everybody has to agree to before they go on."""

from __future__ import annotations

from console.api.service import Service


class ServiceAgreements(Service):
    """Calls on service agreements."""

    list_operation = "listServiceAgreements"
    get_operation = "getServiceAgreement"
    add_operation = "addServiceAgreement"
    update_operation = "updateServiceAgreement"
    delete_operation = "deleteServiceAgreement"

    def activate(self, pk: object) -> None:
        """Update Service Agreement: nothing but the flag, which SigningHub takes from the other one."""
        body = self.editable(pk)
        self.update(pk, {**body, "active": True}, body)
