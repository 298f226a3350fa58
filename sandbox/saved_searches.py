"""Saved searches: each operator has their own, and everybody has the built-in ones, which nobody deletes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.answering import Call, Refusal, invalid

Search = dict[str, Any]


class SavedSearches:
    """The searches of one module, by id."""

    def __init__(self, built_in: Mapping[str, Mapping[str, Any]]) -> None:
        self._searches: dict[int, Search] = {
            number: {
                "id": number,
                "search_name": name,
                "default": True,
                "operator_name": "",
                "operator_id": None,
                "criteria": dict(criteria),
                "created_on": "2023-05-04T07:00:00Z",
            }
            for number, (name, criteria) in enumerate(built_in.items(), start=1)
        }

    def give(self, operator: Mapping[str, Any], searches: Mapping[str, Mapping[str, Any]]) -> None:
        """Searches that the operator saved long ago."""
        for name, criteria in searches.items():
            self._keep(operator, name, criteria, "2024-11-05T15:20:00Z")

    def visible(self, call: Call) -> list[Search]:
        """The built-in searches and the operator's own, without the owner's id."""
        return [_shown(search) for search in self._searches.values() if search["operator_id"] in (None, call.who["id"])]

    def get(self, call: Call, number: int) -> Search:
        """One of the visible searches. Raises Refusal 404."""
        return _shown(self._own(call, number))

    def add(self, call: Call, name: str, criteria: Mapping[str, Any]) -> Search:
        """A new search of the operator."""
        self._refuse_name(call, name, None)
        return _shown(self._keep(call.who, name, criteria, call.world.clock.stamp()))

    def update(self, call: Call, number: int, name: str, criteria: Mapping[str, Any]) -> None:
        """Another name and other criteria for a search of the operator."""
        search = self._changeable(call, number)
        self._refuse_name(call, name, number)
        search.update(search_name=name, criteria=dict(criteria))

    def delete(self, call: Call, number: int) -> None:
        """Forget a search of the operator."""
        self._changeable(call, number)
        del self._searches[number]

    def _keep(self, operator: Mapping[str, Any], name: str, criteria: Mapping[str, Any], stamp: str) -> Search:
        number = max(self._searches, default=0) + 1
        self._searches[number] = {
            "id": number,
            "search_name": name,
            "default": False,
            "operator_name": operator["name"],
            "operator_id": operator["id"],
            "criteria": dict(criteria),
            "created_on": stamp,
        }
        return self._searches[number]

    def _own(self, call: Call, number: int) -> Search:
        search = self._searches.get(number)
        if search is None or search["operator_id"] not in (None, call.who["id"]):
            raise Refusal(404, f"No such search: {number}")
        return search

    def _changeable(self, call: Call, number: int) -> Search:
        search = self._own(call, number)
        if search["default"]:
            raise Refusal(409, "A built-in search cannot be changed.")
        return search

    def _refuse_name(self, call: Call, name: str, own: int | None) -> None:
        if not name.strip():
            raise invalid("search_name", "is blank.")
        taken = {search["search_name"].casefold() for search in self.visible(call) if search["id"] != own}
        if name.casefold() in taken:
            raise invalid("search_name", "is taken.")


def _shown(search: Search) -> Search:
    return {name: value for name, value in search.items() if name != "operator_id"}
