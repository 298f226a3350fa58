"""Reports as declarations: what one gets wrong is named at the start; ranges meet, axes end at whole numbers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from apps.reports.statistics.reports import REPORTS
from console.api.contract import load_contract
from console.screens.chart import Point, columns, nice_top
from console.screens.checks import check_reports, report_problems
from console.screens.ranges import PRESETS, Over, Span, Step, earlier, typed_span
from console.screens.report import Choice, Measure, Series

MONTHLY, TOP = REPORTS["registrations"], REPORTS["top-documents"]
WRONG = {
    "no operation 'listPlanets'": replace(MONTHLY, operation="listPlanets"),
    "no operation 'exportPlanets'": replace(MONTHLY, export="exportPlanets"),
    "'shoe_size' is no key of a row": replace(MONTHLY, measures=(*MONTHLY.measures, Measure("shoe_size", "Size"))),
    "'hats' is drawn": replace(MONTHLY, series=(Series("Hats", ("hats",), 1),)),
    "does not take 'SUNG'": replace(TOP, choices=(Choice("type", "Act", {}, "SUNG"),)),
}


@pytest.mark.parametrize("problem", WRONG)
def test_what_a_report_gets_wrong_is_named(problem):
    assert any(problem in found for found in report_problems(WRONG[problem], load_contract()))


def test_every_report_that_a_view_shows_is_held_against_the_contract():
    assert check_reports() == []
    assert [found for report in REPORTS.values() for found in report_problems(report, load_contract())] == []


def test_the_period_before_ends_where_like_meets_like():
    month = Span(date(2026, 10, 25), date(2026, 11, 23))
    assert month.before(Step.DAY) == Span(date(2026, 9, 20), date(2026, 10, 19))
    assert earlier(date(2026, 11, 23), Step.DAY, month).weekday() == date(2026, 11, 23).weekday()
    year = Span(date(2024, 3, 1), date(2025, 2, 28))
    assert year.before(Step.MONTH) == Span(date(2023, 3, 1), date(2024, 2, 29))
    assert Span(date(2026, 1, 1), date(2026, 2, 28)).before(Step.MONTH) == Span(date(2025, 11, 1), date(2025, 12, 31))


def test_presets_end_today_and_typed_ranges_have_to_be_ranges():
    today = date(2026, 11, 23)
    spans = {preset.name: preset.span(Over.DAYS, today) for preset in PRESETS[Over.DAYS]}
    assert spans["quarter"] == Span(date(2026, 10, 1), today)
    assert spans["12m"] == Span(date(2025, 11, 24), today)
    months = {preset.name: preset.span(Over.MONTHS, today) for preset in PRESETS[Over.MONTHS]}
    assert months["12m"] == Span(date(2025, 12, 1), date(2026, 11, 30))
    assert months["year"].months == 11
    assert typed_span("2024-02", "2024-02", Over.MONTHS) == Span(date(2024, 2, 1), date(2024, 2, 29))
    for first, last in (("2026-02-30", "2026-03-01"), ("2026-03-02", "2026-03-01"), ("", "2026-03-01"), ("x", "y")):
        assert typed_span(first, last, Over.DAYS) is None


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 4), (3, 4), (5, 8), (41, 80), (81, 100), (999, 1000), (10**30, 10**30)]
)
def test_an_axis_ends_at_a_whole_number_above_everything(highest, top):
    assert nice_top(Decimal(highest)) == top


def test_a_chart_holds_numbers_that_no_chart_can_show():
    values = (Decimal(-5), None, Decimal(10) ** 25)
    drawn = columns([Point("a", '<b>&"', values, values)] * 3, (1, 2, 3), is_stacked=True)
    assert "<b>" not in drawn.shapes
    assert "&lt;b&gt;&amp;&quot;" in drawn.shapes
    assert drawn.shapes.count('tabindex="0"') == 1
    assert columns([], (1,), is_stacked=False).below == []
