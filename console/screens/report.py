"""What a report is, as data: which numbers, over which range, drawn how, leading where. Nothing here is called back.

One declaration makes the figures, the chart, its table twin, the range with the period before, the export and the CSV
of what is drawn; `console/screens/figures.py` reads SigningHub's rows into them. A report that is unlike the others
gets a view.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from console.api.contract import Operation
from console.screens.filters import LAST_PAGE, LONGEST
from console.screens.ranges import PRESETS, USUAL, Over, Span, Step, typed_span
from console.screens.resource import Column, Text

SIZES = (25, 100, 1000)
USUAL_SIZE = 25
# More points than this are no chart; a year of days is one.
MOST_POINTS = 400
MOST_BESIDE_A_BAR = 4
ALL_ENTERPRISES = 0
LARGEST_ID = 2**31 - 1


class Shape(StrEnum):
    """How a report is drawn: upright bars over time that add up or stand side by side, lying bars, or none."""

    STACK = "stack"
    GROUP = "group"
    BARS = "bars"


@dataclass(frozen=True)
class Lead:
    """Where a value leads: the name of an address, its keys, and its query.

    A value of the query is the key of a row, or one of the step's own `first`, `last` and `month`; with "=" before it,
    it stands for itself. Without one of the values there is no link.
    """

    address: str
    query: tuple[tuple[str, str], ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measure:
    """A number of each row: its key, its title, "number" or "money", SigningHub's sort key, where it leads."""

    name: str
    title: Text
    kind: str = "number"
    sort: str = ""
    leads_to: Lead | None = None


@dataclass(frozen=True)
class Series:
    """What is drawn in one shade (1 to 5): the sum of the measures named; without names, that of its only measure."""

    title: Text
    names: tuple[str, ...]
    shade: int


@dataclass(frozen=True)
class Choice:
    """A parameter with a fixed set of values. The values come from the contract; `words` says them to people."""

    argument: str
    title: Text
    words: Mapping[str, Text]
    usual: str


@dataclass(frozen=True, eq=False)
class Report:
    """One report.

    `label` says what a row is about, `words` the values of a label that is an enumeration, `columns` what more is known
    of it. `total` is the measure that the rows are ranked and compared by; without one, what is drawn added up. Of
    an answer with several lists the rows stand `within` a key. `is_list`: SigningHub pages, sorts and searches it.
    """

    name: str
    title: Text
    about: Text
    operation: str
    shape: Shape
    label: Column
    measures: tuple[Measure, ...]
    series: tuple[Series, ...]
    over: Over = Over.NOTHING
    columns: tuple[Column, ...] = ()
    total: str = ""
    choices: tuple[Choice, ...] = ()
    leads_to: Lead | None = None
    export: str = ""
    within: str = ""
    is_list: bool = False
    hint: Text = ""
    words: Mapping[str, Text] = field(default_factory=dict)

    @property
    def is_comparable(self) -> bool:
        """Whether it has a period before to ask for."""
        return self.over is not Over.NOTHING

    @property
    def has_steps(self) -> bool:
        """Whether its rows are steps of time."""
        return self.shape is not Shape.BARS

    @property
    def has_bars(self) -> bool:
        """Whether a lying bar stands in each row of its table; between many columns it would be a dot."""
        return not self.has_steps and not self.is_list and len(self.columns) <= MOST_BESIDE_A_BAR

    @property
    def total_title(self) -> Text:
        """What the number that rows are compared by is called."""
        named = next((measure.title for measure in self.measures if measure.name == self.total), None)
        return named or (self.series[0].title if len(self.series) == 1 else _("All"))


@dataclass
class Asked:
    """All that the address of a report says, checked; what was wrong in it is in `remarks`, in words."""

    preset: str = ""
    span: Span | None = None
    step: Step = Step.MONTH
    chosen: dict[str, str] = field(default_factory=dict)
    enterprise: int = ALL_ENTERPRISES
    search: str = ""
    sort: str = ""
    ascending: bool = False
    number: int = 1
    size: int = USUAL_SIZE
    compares: bool = True
    remarks: list[str] = field(default_factory=list)

    def arguments(self, report: Report, operation: Operation, *, before: bool = False) -> dict[str, Any]:
        """What the operation is called with, apart from pages and order; only what this SigningHub's own takes."""
        values: dict[str, Any] = dict(self.chosen)
        span = self.span.before(self.step) if self.span and before else self.span
        if span and report.over is not Over.DAYS:
            values |= {"from": f"{span.first:%Y-%m}", "to": f"{span.last:%Y-%m}"}
        elif span:
            values |= {"from_date": span.first.isoformat(), "to_date": span.last.isoformat()}
        if "enterpriseId" in operation.arguments:
            values["enterpriseId"] = self.enterprise
        return {name: value for name, value in values.items() if name in operation.arguments}


def read_asked(params: QueryDict, report: Report, operation: Operation, today: date) -> Asked:
    """Read the address of a report. Nothing in it can fail: what is not understood becomes a remark."""
    asked = Asked(compares=report.is_comparable and params.get("compare", "before") != "none")
    for choice in report.choices:
        _read_choice(params, choice, operation, asked)
    if report.over:
        _read_span(params, report, asked, today)
    asked.step = _step(report, asked)
    if report.is_list:
        _read_list(params, report, operation, asked)
    return asked


def _read_choice(params: QueryDict, choice: Choice, operation: Operation, asked: Asked) -> None:
    parameter = operation.arguments.get(choice.argument)
    if parameter is None:
        return
    offered = offered_values(choice, operation)
    typed = params.get(choice.argument, "")
    usual = choice.usual if choice.usual in offered else next(iter(offered), choice.usual)
    asked.chosen[choice.argument] = typed if typed in offered else usual
    if typed and typed not in offered:
        asked.remarks.append(_("“%(name)s” does not take this value.") % {"name": choice.title})


def offered_values(choice: Choice, operation: Operation) -> list[str]:
    """The values to choose from: the contract's, in its order."""
    parameter = operation.arguments.get(choice.argument)
    return list(parameter.schema.get("enum") or choice.words) if parameter else []


def _read_span(params: QueryDict, report: Report, asked: Asked, today: date) -> None:
    first, last = params.get("from", ""), params.get("to", "")
    if first or last:
        asked.span = typed_span(first, last, report.over)
        if asked.span:
            return
        asked.remarks.append(_("That is no range of dates, so the usual one is shown."))
    presets = {preset.name: preset for preset in PRESETS[report.over]}
    typed = params.get("range", "")
    if typed and typed not in presets:
        asked.remarks.append(_("There is no such range, so the usual one is shown."))
    asked.preset = typed if typed in presets else USUAL[report.over]
    asked.span = presets[asked.preset].span(report.over, today)


def _step(report: Report, asked: Asked) -> Step:
    """The width of the steps; wider than asked where there would be more points than a chart can show."""
    chosen = asked.chosen.get("duration", "")
    usual = Step.DAY if report.over is Over.DAYS else Step.MONTH
    step = {one.value: one for one in Step}.get(chosen, usual)
    if report.has_steps and asked.span and chosen:
        wider = [one for one in Step if list(Step).index(one) >= list(Step).index(step)]
        fitting = next((one for one in wider if len(asked.span.steps(one)) <= MOST_POINTS), Step.YEAR)
        if fitting is not step:
            asked.remarks.append(_("The range has too many steps of that width, so wider ones are shown."))
            asked.chosen["duration"] = fitting.value
            return fitting
    return step


def _read_list(params: QueryDict, report: Report, operation: Operation, asked: Asked) -> None:
    if operation.playing("search"):
        asked.search = params.get("q", "").strip()[:LONGEST]
    asked.number = _whole(params.get("page", ""), range(1, LAST_PAGE), 1, asked)
    asked.size = _whole(params.get("size", ""), SIZES, USUAL_SIZE, asked)
    if "enterpriseId" in operation.arguments:
        asked.enterprise = _whole(params.get("enterprise", ""), range(LARGEST_ID), ALL_ENTERPRISES, asked)
    sort = operation.playing("sort")
    keys = set(sort.schema.get("enum", ())) if sort else set()
    sorts = [report.label.sort, *(one.sort for one in report.columns), *(one.sort for one in report.measures)]
    known = keys & set(filter(None, sorts))
    typed = params.get("sort", "")
    if typed.removeprefix("-") in known:
        asked.sort, asked.ascending = typed.removeprefix("-"), not typed.startswith("-")
        return
    if typed:
        asked.remarks.append(_("The list cannot be sorted by “%(typed)s”.") % {"typed": typed[:40]})
    ranked = next((measure.sort for measure in report.measures if measure.name == report.total), "")
    asked.sort = ranked if ranked in known else ""


def _whole(typed: str, allowed: Any, usual: int, asked: Asked) -> int:
    if not typed:
        return usual
    if typed.isascii() and typed.isdigit() and len(typed) < 11 and int(typed) in allowed:
        return int(typed)
    asked.remarks.append(_("“%(typed)s” is no number that can be asked for.") % {"typed": typed[:40]})
    return usual
