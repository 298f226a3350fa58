"""Ranges of a report: days or whole months, ready-made ones, the steps within them, and the period before."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from console.screens.cells import as_moment, plain
from console.screens.resource import Text

# Beyond these nobody has a record, and calendars end.
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)


class Over(StrEnum):
    """What a report ranges over: days, whole months or one; NOTHING where SigningHub says how things stand now."""

    NOTHING = ""
    MONTH = "month"
    MONTHS = "months"
    DAYS = "days"


class Step(StrEnum):
    """The width of a step, as SigningHub spells it (PlotByTime)."""

    DAY = "DAILY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"


@dataclass(frozen=True)
class Preset:
    """A ready-made range: so many days or months until now, since a quarter or year began, or a month `back`."""

    name: str
    title: Text
    days: int = 0
    months: int = 0
    since_months: int = 0
    back: int = 0

    def span(self, over: Over, today: date) -> Span:
        """The range, as of today."""
        if over is Over.MONTH:
            first = plus_months(today.replace(day=1), -self.back)
            return Span(first, end_of_month(first))
        if self.days:
            return Span(today - timedelta(days=self.days - 1), today)
        if self.since_months:
            first = plus_months(today.replace(day=1), -((today.month - 1) % self.since_months))
        elif over is Over.MONTHS:
            first = plus_months(today.replace(day=1), 1 - self.months)
        else:
            first = plus_months(today, -self.months) + timedelta(days=1)
        return Span(first, end_of_month(today) if over is Over.MONTHS else today)


PRESETS: dict[Over, tuple[Preset, ...]] = {
    Over.NOTHING: (),
    Over.MONTH: (
        Preset("now", gettext_lazy("This month")),
        Preset("last", gettext_lazy("Last month"), back=1),
    ),
    Over.DAYS: (
        Preset("7d", gettext_lazy("7 days"), days=7),
        Preset("30d", gettext_lazy("30 days"), days=30),
        Preset("quarter", gettext_lazy("This quarter"), since_months=3),
        Preset("12m", gettext_lazy("12 months"), months=12),
    ),
    Over.MONTHS: (
        Preset("6m", gettext_lazy("6 months"), months=6),
        Preset("12m", gettext_lazy("12 months"), months=12),
        Preset("24m", gettext_lazy("24 months"), months=24),
        Preset("year", gettext_lazy("This year"), since_months=12),
    ),
}
USUAL = {Over.DAYS: "30d", Over.MONTHS: "12m", Over.MONTH: "now"}


@dataclass(frozen=True)
class Span:
    """From a first to a last day, both within it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def months(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def steps(self, step: Step) -> list[date]:
        """The first days of the steps that the range touches."""
        return list(self._steps(step))

    def _steps(self, step: Step) -> Iterator[date]:
        now = beginning(self.first, step)
        while now <= self.last:
            yield now
            now = following(now, step)

    def before(self, step: Step) -> Span:
        """The period before, as long and laid so that like meets like."""
        last = earlier(self.last, step, self)
        if step in (Step.MONTH, Step.YEAR) and self.last == end_of_month(self.last):
            last = end_of_month(last)
        return Span(earlier(self.first, step, self), last)


def earlier(day: date, step: Step, span: Span) -> date:
    """The day that one of the range is compared with: whole weeks earlier, so that weekdays meet, or whole months."""
    if step in (Step.DAY, Step.WEEK):
        return day - timedelta(weeks=-(-span.days // 7))
    return plus_months(day, -_months_back(step, span))


def _months_back(step: Step, span: Span) -> int:
    return span.months if step is Step.MONTH else 12 * (span.last.year - span.first.year + 1)


def how_much_earlier(step: Step, span: Span) -> str:
    """What the period before is called."""
    if step in (Step.DAY, Step.WEEK):
        weeks = -(-span.days // 7)
        return ngettext("%d week earlier", "%d weeks earlier", weeks) % weeks
    months = _months_back(step, span)
    return ngettext("%d month earlier", "%d months earlier", months) % months


def plus_months(day: date, count: int) -> date:
    """The same day so many months on, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def beginning(day: date, step: Step) -> date:
    """The first day of the step that a day is in; weeks begin on Monday."""
    match step:
        case Step.WEEK:
            return day - timedelta(days=day.weekday())
        case Step.MONTH:
            return day.replace(day=1)
        case Step.YEAR:
            return day.replace(month=1, day=1)
    return day


def following(day: date, step: Step) -> date:
    """The first day of the next step."""
    match step:
        case Step.MONTH:
            return plus_months(day, 1)
        case Step.YEAR:
            return plus_months(day, 12)
    return day + timedelta(days=7 if step is Step.WEEK else 1)


def written(day: date, step: Step) -> str:
    """A step as a table names it: by ISO 8601."""
    return f"{day:%Y}" if step is Step.YEAR else f"{day:%Y-%m}" if step is Step.MONTH else f"{day:%Y-%m-%d}"


def on_axis(day: date, step: Step, *, with_year: bool) -> str:
    """A step as an axis names it: short, January by its year, another month with it where that is said."""
    if step is Step.YEAR:
        return f"{day:%Y}"
    if step is Step.MONTH:
        month = formats.date_format(day, "M")
        return f"{day:%Y}" if day.month == 1 else f"{month} {day:%Y}" if with_year else month
    return formats.date_format(day, "j M")


def day_in(value: object) -> date | None:
    """The day, or the first day of the month or year, that a label means; None where it is none that we know."""
    text = plain(value).strip()
    if match := re.fullmatch(r"([12][0-9]{3})(?:-(0[1-9]|1[0-2]))?", text):
        return date(int(match[1]), int(match[2] or 1), 1)
    # A moment is taken by the day it is written with: SigningHub has already cut time into days.
    moment = as_moment(text)
    return moment.date() if moment else None


def typed_span(first: str, last: str, over: Over) -> Span | None:
    """The range between two typed dates or months; None where it is none."""
    begins, ends = day_in(first), day_in(first if over is Over.MONTH else last)
    if begins is None or ends is None:
        return None
    if over is not Over.DAYS:
        begins, ends = begins.replace(day=1), end_of_month(ends)
    return Span(begins, ends) if EARLIEST <= begins <= ends <= LATEST else None


def in_words(span: Span, over: Over) -> str:
    """A range as the head of a page says it."""
    if over is Over.MONTH:
        return written(span.first, Step.MONTH)
    step = Step.MONTH if over is Over.MONTHS else Step.DAY
    return _("%(first)s to %(last)s") % {"first": written(span.first, step), "last": written(span.last, step)}
