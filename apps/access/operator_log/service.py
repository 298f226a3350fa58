"""SigningHub's record of what its operators did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from apps.access.operator_log.forms import ACTIVITIES, MODULES
from console.api.records import records_in
from console.api.service import LARGEST_PAGE, Page, Query, Service
from console.screens.cells import humanise, is_empty, plain

Row = Mapping[str, Any]


class OperatorLogs(Service):
    """Calls on the operator log."""

    list_operation = "listOperatorLogs"
    get_operation = "getOperatorLog"
    # What `page` adds: the activity and the module in words.
    derived = ("act", "place")

    def page(self, query: Query) -> Page:
        """Get Operator Logs."""
        page = super().page(query)
        return replace(page, items=[self._worded(row) for row in page.items])

    @staticmethod
    def _worded(row: Row) -> Row:
        said = in_words(row)
        return {**row, "act": said.get("activity"), "place": said.get("module")}

    def get(self, pk: object) -> Row:
        """Get Operator Log Details: what one act changed, under "changes". SigningHub does not say there whose act it
        was; `row` finds that in the list."""
        operation = self.api.contract.operation(self.get_operation)
        data = self.api.call(operation.id, **self._of_one(operation, pk)).data
        return {"id": pk, "changes": [row for row in records_in(data, operation) if not is_empty(dict(row))]}

    def row(self, pk: object, query: Query) -> Row:
        """The entry as the list has it: where the person came from, else among the newest; empty where in neither."""
        for each in (query, Query(size=LARGEST_PAGE, sort="created_on", ascending=False)):
            found = next((row for row in self.page(each).items if str(row.get("id")) == str(pk)), None)
            if found is not None:
                return found
        return {}


class OwnActivities(OperatorLogs):
    """Calls on the part of the log that is one's own operator's."""

    list_operation = "listAdminActivities"


def in_words(row: Row) -> dict[str, Any]:
    """An entry with the words for its activity and its module."""
    said = dict(row)
    for key, words in (("activity", ACTIVITIES), ("module", MODULES)):
        if value := plain(row.get(key) or ""):
            said[key] = str(words.get(value) or humanise(value))
    return said
