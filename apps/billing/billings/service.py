"""Payments: what was paid for accounts, online and by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from console.api.contract.schemas import properties_of
from console.api.errors import ApiUnreachable
from console.api.records import record_in, with_declared_names
from console.api.service import LARGEST_PAGE, Page, Query, Service
from console.screens.cells import as_number, plain, truth

Row = Mapping[str, Any]


class Billings(Service):
    """Calls on payments."""

    list_operation = "listBillings"
    get_operation = "getBilling"
    add_operation = "addManualBilling"
    # What `page` adds: the amount beside its currency, and how the payment ended.
    derived = ("paid", "ended")

    def page(self, query: Query) -> Page:
        """Get Billings."""
        page = super().page(query)
        return replace(page, items=[{**row, "paid": paid_in(row), "ended": ended(row)} for row in page.items])

    def row(self, pk: object, item: Row, came_from: Query | None) -> Row:
        """A payment as the list has it: where the person came from, else by its transaction, else among the newest;
        empty where it is in none of them. `item` are its details.
        """
        transaction = plain(item.get("transaction_id")).strip()
        places = [came_from, Query(filters={"transaction_id": transaction}) if transaction else None]
        places.append(Query(size=LARGEST_PAGE, sort="created_on", ascending=False))
        for each in filter(None, places):
            found = next((row for row in self.page(each).items if str(row.get("id")) == str(pk)), None)
            if found is not None:
                return found
        return {}

    def user(self, email: str) -> Row:
        """Get User Information. Raises ApiMissing where nobody has the address."""
        operation = self.api.contract.operation("getBillingUser")
        data = record_in(self.api.call(operation.id, emailAddress=email).data)
        if not data:
            raise ApiUnreachable(_("SigningHub answered without the record."), operation=operation.id)
        user = with_declared_names(data, operation.answer_properties)
        plan = record_in(user.get("service_plan"))
        declared = properties_of(operation.answer_properties.get("service_plan", {}))
        return user if plan is None else {**user, "service_plan": with_declared_names(plan, declared)}

    def add_manually(self, body: Mapping[str, Any]) -> list[int]:
        """Add Manual Billing: the id of the payment, where SigningHub says one that can be read."""
        operation = self.api.contract.operation(self.add_operation)
        answer = record_in(self.add(body)) or {}
        number = as_number(with_declared_names(answer, operation.answer_properties).get("billing_id"))
        return [int(number)] if number is not None and number > 0 else []

    def reset(self, query: Query) -> Page:
        """Get Billings with autoreset, which resets what the question finds; nothing else ever sends it."""
        return super().page(replace(query, filters={**query.filters, "autoreset": True}))


def ended(row: Row) -> str | None:
    """How a payment ended, as a key of cells.OUTCOMES; None where SigningHub does not say."""
    return {True: "failed", False: "done", None: None}[truth(row.get("failed"))]


def paid_in(row: Row) -> dict[str, Any] | None:
    """What was paid, in the payer's currency where SigningHub says the amount in it: the only one it names."""
    if row.get("user_amount") is not None:
        return {"amount": row["user_amount"], "currency": row.get("currency")}
    return None if row.get("amount") is None else {"amount": row["amount"]}
