"""Choosing a connector where something else refers to one: by its id, from the list that needs no right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from console.api.contract import Operation
from console.api.records import records_in
from console.screens.cells import plain, truth
from console.screens.forms import Picker


class ConnectorPicker(Picker):
    """A connector by its id, shown by name and provider.

    `for_adss` offers those that are ADSS servers; `purposes` those with such a word in one of their purposes (small
    letters). Where none is such, all are offered: a server may say nothing of purposes.
    """

    # Somebody may just have added the one that is looked for.
    remembered_seconds = 15

    def __init__(self, *, for_adss: bool = False, purposes: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(source="listBasicConnectors", **kwargs)
        self.for_adss = for_adss
        self.purposes = purposes

    def read(self, data: Any, operation: Operation) -> list[tuple[str, ...]]:
        """Id, name, provider, purposes in one text, and "adss" for an ADSS server."""
        found: list[tuple[str, ...]] = []
        for row in records_in(data, operation):
            name, number = plain(row.get("name") or "").strip(), plain(row.get("id") or "")
            if name and number:
                purposes = plain(row.get("purposes") or "").lower()
                is_adss = "adss" if truth(row.get("for_adss")) is True else ""
                found.append((number, name, plain(row.get("provider") or ""), purposes, is_adss))
        return found

    def offer(self, choices: Iterable[tuple[str, ...]], *present: object) -> None:
        """Become a select of the connectors that suit."""
        every = list(choices)
        suiting = [one for one in every if self._suits(one)] or every
        # What is chosen stays choosable under its name, though it may no longer suit.
        suiting += [one for one in every if one not in suiting and one[0] in map(plain, present)]
        super().offer([(one[0], f"{one[1]} ({one[2]})" if one[2] else one[1]) for one in suiting], *present)

    def _suits(self, one: tuple[str, ...]) -> bool:
        _number, _name, _provider, purposes, adss = one
        wants_anything = not self.for_adss and not self.purposes
        return wants_anything or (self.for_adss and bool(adss)) or any(word in purposes for word in self.purposes)
