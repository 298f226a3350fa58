"""A report as a page shows it: asked of SigningHub, read, compared with the period before, drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from apps.reports.statistics.reports import REPORTS
from apps.reports.statistics.service import WHOLE, Statistics
from console.api.contract import Operation
from console.api.service import Page
from console.requests import ConsoleRequest
from console.rights import may_open
from console.screens import cells, figures, links, ranges
from console.screens.cells import Reader
from console.screens.chart import Chart
from console.screens.figures import Bar, Entry, Figure, Follow, Head, Twin
from console.screens.report import Asked, Lead, Report, read_asked

# Beside the label and its bar, a phone has room for a kind and a number.
MOST_BESIDE = 2


@dataclass(frozen=True)
class Read:
    """A report, read. `earlier` says what the period before is called, "" where nothing is compared."""

    report: Report
    operation: Operation
    asked: Asked
    page: Page
    entries: list[Entry]
    figures: list[Figure]
    chart: Chart | None
    twin: Twin
    earlier: str
    is_foreign: bool

    @property
    def has_before(self) -> bool:
        """Whether any row is compared."""
        return any(one.total_before is not None for one in self.entries)

    @property
    def is_wide(self) -> bool:
        """Whether its table is more than a phone holds: there each row is an entry of its own."""
        known = len(self.report.columns) + len(self.report.measures)
        return self.report.has_steps or self.report.is_list or self.has_before or known > MOST_BESIDE

    @property
    def in_words(self) -> str:
        """The range."""
        return ranges.in_words(self.asked.span, self.report.over) if self.asked.span else ""

    @property
    def summary(self) -> str:
        return figures.summary(self.report, self.entries)

    @property
    def bars(self) -> list[Bar]:
        """The first rows of a list as lying bars."""
        return figures.few_bars(self.report, self.entries)


def read_report(request: ConsoleRequest, report: Report, params: QueryDict, *, compares: bool) -> Read:
    """Ask SigningHub for a report, and where it is compared for the period before."""
    operation, reader = request.api.contract.operation(report.operation), Reader()
    asked = read_asked(params, report, operation, reader.today)
    service = Statistics(request.api, report)
    page = service.asked(asked)
    rows = list(page.items)
    then = service.asked(asked, before=True) if compares and asked.compares else None
    before = list(then.items) if then else []
    is_part = report.is_list and (page.number > 1 or page.has_next)
    if then and then.has_next:
        asked.remarks.append(
            _("Only the first %(count)s rows of the period before are compared.")
            % {"count": cells.grouped(Decimal(WHOLE))}
        )
    is_foreign = figures.is_foreign(report, rows)
    # Rows of which nothing is recognised are shown by themselves, and nothing is drawn of them.
    read = [] if is_foreign else figures.entries(report, asked, rows, before, follower(request))
    has_before = any(one.total_before is not None for one in read)
    heads = _heads(report, operation, asked, params, has_before=has_before)
    return Read(
        report,
        operation,
        asked,
        page,
        read,
        [] if is_foreign else figures.figures(report, read, before, is_part=is_part),
        figures.drawn(report, asked, read),
        figures.foreign_table(rows, reader)
        if is_foreign
        else figures.twin(report, read, heads, reader, has_before=has_before),
        ranges.how_much_earlier(asked.step, asked.span) if asked.span and report.is_comparable else "",
        is_foreign,
    )


def as_part(request: ConsoleRequest, name: str) -> dict[str, Any]:
    """A report over its usual range, as a part of another page: the context of reports/statistics/part.html."""
    report = REPORTS[name]
    read = read_report(request, report, QueryDict(), compares=False)
    return {"report": report, "read": read, "url": reverse("statistics-report", args=(name,))}


def follower(request: ConsoleRequest) -> Follow:
    """A function from a lead and a row's values to an address; "" where this person may not go there."""

    @cache
    def target(lead: Lead) -> str:
        try:
            url = reverse(lead.address, args=lead.keys)
        except NoReverseMatch:
            return ""
        return url if may_open(request, url) else ""

    def follow(lead: Lead, values: Mapping[str, str]) -> str:
        query = {name: key[1:] if key.startswith("=") else values.get(key, "") for name, key in lead.query}
        url = target(lead) if all(query.values()) else ""
        return f"{url}?{urlencode(query)}" if url else ""

    return follow


def _heads(report: Report, operation: Operation, asked: Asked, params: QueryDict, *, has_before: bool) -> list[Head]:
    """The heads of the table; those that SigningHub can sort by are links."""
    sort = operation.playing("sort")
    keys = set(sort.schema.get("enum", ())) if sort and report.is_list else set()
    heads = [_head(one.title, one.sort, "", keys, asked, params) for one in (report.label, *report.columns)]
    if report.has_bars:
        heads.append(Head("", "b"))
    heads += [_head(one.title, one.sort, "num", keys, asked, params) for one in report.measures]
    if has_before:
        heads += [Head(_("%(title)s, earlier") % {"title": report.total_title}, "num"), Head(_("Change"), "num")]
    return heads


def _head(title: object, key: str, css: str, keys: set[str], asked: Asked, params: QueryDict) -> Head:
    if not key or key not in keys:
        return Head(str(title), css)
    is_now = asked.sort == key
    # A click on a number shows the largest first; another one turns it round.
    target = key if is_now and not asked.ascending else f"-{key}"
    direction = ("ascending" if asked.ascending else "descending") if is_now else ""
    return Head(str(title), css, links.with_changes(params, sort=target, page=None), direction)
