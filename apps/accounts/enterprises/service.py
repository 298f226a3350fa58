"""Enterprises: SigningHub lists their users, and knows the rest through the account of their owner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.api.service import Page, Query, Service
from console.screens.cells import truth

Row = Mapping[str, Any]

# How many users are looked through for the owner, in one call.
SEARCHED = 1000


class EnterpriseUsers(Service):
    """The users of one enterprise."""

    list_operation = "listEnterpriseUsers"
    # The keys that `page` adds to each row.
    derived = ("standing",)

    def page(self, query: Query) -> Page:
        """Get Enterprise Users. Each row also says how the account stands, as far as SigningHub tells here."""
        page = super().page(query)
        return Page([{**row, "standing": _standing(row)} for row in page.items], page.number, page.size, page.total)

    def owner(self) -> tuple[Row | None, int | None]:
        """The owner among the first users, and how many users there are; None for what SigningHub does not say."""
        page = super().page(Query(size=SEARCHED))
        owner = next((row for row in page.items if truth(row.get("owner")) is True), None)
        return owner, page.total if page.total is not None or page.has_next else len(page.items)


def _standing(row: Row) -> str | None:
    """Whether the person may sign in; the list says nothing of locks and dormancy, so nobody is called active."""
    if truth(row.get("enabled")) is False:
        return "DISABLED"
    return {True: "ACTIVATED", False: "REGISTERED", None: None}[truth(row.get("activated"))]
