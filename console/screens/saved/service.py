"""Searches that SigningHub keeps for a list: each operator has their own, and everybody the built-in ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from console.api.contract import folded
from console.api.errors import ApiMissing
from console.api.records import record_in
from console.api.service import Page, Query, Service
from console.screens.cells import truth
from console.screens.saved.criteria import Criteria

Row = Mapping[str, Any]
NAME = "search_name"


class SavedSearches(Service):
    """Calls on the saved searches of one list.

    `within` is the property of the body that holds the criteria; "" where they stand beside the name. To the screens
    they always stand beside it. Where SigningHub gives no single search (no `get_operation`), it is found in the list.
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
            raise ApiMissing(f"No such search: {pk}", status=404, operation=self.list_operation)
        return self._explained(found)

    def editable_part(self, record: Row) -> dict[str, Any]:
        """The name and the criteria."""
        flat = {NAME: record.get(NAME), **self.criteria.of(record)}
        return flat if self.within else super().editable_part(flat)

    def add(self, body: Mapping[str, Any]) -> Any:
        """Save Search."""
        return super().add(self._nested(body, {}, None))

    def update(self, pk: object, body: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> Any:
        """Update Saved Search; criteria that nobody changed go back in the spelling in which they are kept."""
        kept = self.get(pk).get(self.within) if self.within else None
        return super().update(pk, self._nested(body, before or {}, kept), before)

    def _nested(self, body: Mapping[str, Any], before: Mapping[str, Any], kept: Any) -> dict[str, Any]:
        if not self.within:
            return dict(body)
        criteria = dict(record_in(kept) or {})
        theirs = {folded(key): key for key in criteria}
        for name, value in body.items():
            if name != NAME and not (name in before and before[name] == value):
                criteria[theirs.get(folded(name), name)] = value
        return {NAME: body.get(NAME), self.within: [criteria] if isinstance(kept, list) else criteria}

    def _explained(self, search: Row) -> Row:
        asks = "; ".join(f"{title}: {value}" for title, value in self.criteria.in_words(self.criteria.of(search)))
        return {**search, "own": truth(search.get("default")) is not True, "asks": asks}
