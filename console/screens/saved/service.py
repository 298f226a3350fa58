"""Searches that SigningHub keeps for a list: each operator has their own, and everybody the built-in ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from console.api.contract import Operation
from console.api.contract.schemas import Schema, properties_of
from console.api.errors import ApiMissing
from console.api.service import Page, Query, Service
from console.screens.cells import is_empty, truth
from console.screens.saved.criteria import Criteria

Row = Mapping[str, Any]
NAME = "search_name"


class SavedSearches(Service):
    """Calls on the saved searches of one list.

    `within` is the property of the body that holds the criteria; "" where they stand beside the name. Where
    SigningHub gives no single search, `get_operation` is that of the list.
    """

    criteria: ClassVar[Criteria]
    within: ClassVar[str] = ""
    # The keys that `page` and `get` add: whether it is one that somebody saved, and what it asks, in words.
    derived = ("own", "asks")

    def page(self, query: Query) -> Page:
        """Get Saved Searches."""
        page = super().page(query)
        return replace(page, items=[self._explained(row) for row in page.items])

    def get(self, pk: object) -> Row:
        """Get Saved Search by ID."""
        if self.get_operation != self.list_operation:
            return self._explained(super().get(pk))
        found = next((row for row in self.rows(self.list_operation) if str(row.get("id")) == str(pk)), None)
        if found is None:
            raise ApiMissing(_("SigningHub has no such search."), status=404, operation=self.list_operation)
        return self._explained(found)

    def editable_part(self, record: Row) -> dict[str, Any]:
        """The name and the criteria: beside it, or as they came in the object that holds them."""
        if not self.within:
            return super().editable_part({NAME: record.get(NAME), **self.criteria.of(record)})
        held = record.get(self.within)
        return {NAME: record.get(NAME), self.within: self.criteria.of(record) if is_empty(held) else held}

    def kept(self, operation: Operation) -> Mapping[str, Schema]:
        """The criteria that a search of this SigningHub has."""
        own = operation.body_properties
        return properties_of(own.get(self.within, {})) if self.within else own

    def _explained(self, search: Row) -> Row:
        asks = "; ".join(f"{title}: {value}" for title, value in self.criteria.in_words(self.criteria.of(search)))
        return {**search, "own": truth(search.get("default")) is not True, "asks": asks}
