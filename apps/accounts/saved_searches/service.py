"""Searches for accounts that SigningHub keeps: each operator has their own, and everybody the built-in ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from apps.accounts.saved_searches.criteria import criteria_of, in_words
from console.api.service import Page, Query, Service
from console.screens.cells import truth

Row = Mapping[str, Any]


class AccountSearches(Service):
    """Calls on the saved searches of accounts."""

    list_operation = "listAccountSearches"
    get_operation = "getAccountSearch"
    add_operation = "addAccountSearch"
    update_operation = "updateAccountSearch"
    delete_operation = "deleteAccountSearch"
    # The keys that `page` and `get` add: whether it is one that somebody saved, and what it asks, in words.
    derived = ("own", "asks")

    def page(self, query: Query) -> Page:
        """Get Saved Searches."""
        page = super().page(query)
        return replace(page, items=[self._explained(row) for row in page.items])

    def get(self, pk: object) -> Row:
        """Get Saved Search by ID."""
        return self._explained(super().get(pk))

    def editable_part(self, record: Row) -> dict[str, Any]:
        """The name and the criteria, as Update Saved Search spells them."""
        return super().editable_part({"search_name": record.get("search_name"), **criteria_of(record)})

    @staticmethod
    def _explained(search: Row) -> Row:
        asks = "; ".join(f"{title}: {value}" for title, value in in_words(criteria_of(search)))
        return {**search, "own": truth(search.get("default")) is not True, "asks": asks}
