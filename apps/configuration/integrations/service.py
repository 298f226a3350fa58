"""System integrations: the API clients that SigningHub lets in, the console's own among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console.api.records import Row, record_in, with_declared_names
from console.api.service import Page, Query, Service
from console.screens.cells import plain

CUSTOM = "CUSTOM"
PERIODS = {
    CUSTOM: gettext_lazy("From one day to another"),
    "THREE_MONTHS": gettext_lazy("3 months"),
    "SIX_MONTHS": gettext_lazy("6 months"),
    "TWELVE_MONTHS": gettext_lazy("12 months"),
    "EIGHTEEN_MONTHS": gettext_lazy("18 months"),
    "TWENTY_FOUR_MONTHS": gettext_lazy("24 months"),
}


class Integrations(Service):
    """Calls on system integrations."""

    list_operation = "listSystemIntegrations"
    get_operation = "getSystemIntegration"
    add_operation = "addSystemIntegration"
    update_operation = "updateSystemIntegration"
    delete_operation = "deleteSystemIntegration"
    # The keys that `page` adds to each row.
    derived = ("expiry", "validity", "used_by")

    def page(self, query: Query) -> Page:
        """Get System Integrations, each with how it stands today."""
        page = super().page(query)
        own = self.api.own_clients()
        return replace(page, items=[{**row, **_standing(row), "used_by": _user_of(row, own)} for row in page.items])

    def is_own(self, integration: Row) -> bool:
        """Whether the console itself comes to SigningHub as this client."""
        return plain(integration.get("client_id")) in self.api.own_clients()

    def new_secret(self, pk: object) -> str:
        """Create Client Secret: the new one, "" where SigningHub's answer has none."""
        return secret_in(self.act("createClientSecret", pk), self.api.contract.operation("createClientSecret"))


def secret_in(data: Any, operation: Any) -> str:
    """The client secret in the answer of the operation that made it."""
    record = record_in(data)
    found = with_declared_names(record, operation.answer_properties).get("client_secret") if record else data
    return found if isinstance(found, str) else ""


def _standing(row: Row) -> dict[str, Any]:
    period = plain(row.get("validity_period"))
    return {"expiry": row.get("valid_to"), "validity": PERIODS.get(period, period)}


def _user_of(row: Mapping[str, Any], own: frozenset[str]) -> str:
    return _("This console") if plain(row.get("client_id")) in own else ""
