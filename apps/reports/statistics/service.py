"""The calls of the statistics: one operation each, paged or not."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from console.api.client import AdminApi
from console.api.errors import ApiUnreachable
from console.api.records import Row, record_in, records_in, with_declared_names
from console.api.service import Page, Query, Service
from console.screens.report import Asked, Report

# Months and days are asked for all at once, and of a list's period before as much as SigningHub gives at once.
WHOLE = 1000
USAGE = "getSignaturesUsage"


class Statistics(Service):
    """The rows of one report."""

    def __init__(self, api: AdminApi, report: Report) -> None:
        super().__init__(api)
        self.report = report
        # Each report has an operation of its own, so it is named here and not by a class each.
        self.list_operation = report.operation  # type: ignore[misc]

    def asked(self, asked: Asked, *, before: bool = False) -> Page:
        """What the address asks for, or the same of the period before.

        Of a list's period before it is not one page but its first thousand rows: who stands on a page now stood on
        another one then.
        """
        operation = self.api.contract.operation(self.report.operation)
        arguments = asked.arguments(self.report, operation, before=before)
        if self.report.within:
            rows = self.rows_within(arguments)
            return Page(rows, 1, max(len(rows), 1), len(rows))
        query = Query(1, WHOLE, filters=arguments)
        if self.report.is_list:
            number, size = (1, WHOLE) if before else (asked.number, asked.size)
            query = Query(number, size, asked.sort, asked.ascending, asked.search, arguments)
        return self.page(query)

    def rows_within(self, arguments: dict[str, Any]) -> list[Row]:
        """The rows under one key of an answer that has several lists; all of them where there is no such key."""
        operation = self.api.contract.operation(self.report.operation)
        data = self.api.call(operation.id, **arguments).data
        record = record_in(data)
        if record is None:
            return records_in(data, operation)
        declared = operation.answer_properties
        found = with_declared_names(record, declared).get(self.report.within)
        names = declared.get(self.report.within, {}).get("items", {}).get("properties", {})
        return [with_declared_names(row, names) for row in records_in(found, operation)]


class Usage(Service):
    """What of the allowed signatures is spent."""

    def allowances(self) -> Row:
        """Get Signatures Usage Statistics, under its declared keys."""
        data = record_in(self.api.call(USAGE).data)
        if data is None:
            raise ApiUnreachable(_("SigningHub answered without the record."), operation=USAGE)
        return with_declared_names(data, self.api.contract.operation(USAGE).answer_properties)
