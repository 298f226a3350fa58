"""What a report shows of SigningHub's rows: its entries, figures, chart, table and the rows of its CSV file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from console.screens import cells, chart, ranges
from console.screens.cells import Reader, as_number, plain
from console.screens.ranges import Span
from console.screens.report import Asked, Lead, Measure, Report
from console.screens.resource import Row, Text
from console.screens.sheets import Value
from console.screens.table import guessed_columns

# The value's own keys for a link, and what they come to: an address, or nothing where it leads nowhere for this person.
Follow = Callable[[Lead, Mapping[str, str]], str]
Number = Decimal | None
# How many bars stand above the table of a list.
FEW_BARS = 10


@dataclass(frozen=True)
class Entry:
    """One row, read: what it is about, a number per measure, per series and in all, and those of the period before."""

    row: Row
    label: str
    day: date | None
    numbers: tuple[Number, ...]
    values: tuple[Number, ...]
    total: Number
    before: tuple[Number, ...] = ()
    total_before: Number = None
    url: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """One number above a chart; `shade` is that of its series, 0 for none. `change` and `before` are words."""

    title: Text
    value: str
    shade: int = 0
    change: str = ""
    before: str = ""


@dataclass(frozen=True)
class Head:
    """The head of a column; `sort` is where a click sorts to, `sorted` how it is sorted now (aria-sort's words)."""

    title: Text
    css: str = ""
    sort: str = ""
    sorted: str = ""


def is_foreign(report: Report, rows: Sequence[Row]) -> bool:
    """Whether none of the rows has any of the keys that the report is about."""
    known = {report.label.name, *(column.name for column in report.columns), *(one.name for one in report.measures)}
    return bool(rows) and not any(known & row.keys() for row in rows)


def entries(report: Report, asked: Asked, rows: Sequence[Row], earlier: Sequence[Row], follow: Follow) -> list[Entry]:
    """The rows in the order they are drawn, each beside what stood in its place in the period before."""
    read = [_entry(report, row) for row in rows]
    if report.has_steps:
        read = _in_steps(report, asked, read)
    found = {_key(report, entry): entry for entry in (_entry(report, row) for row in earlier)}
    matched = [_matched(report, asked, entry, found) for entry in read]
    return [_linked(report, asked, entry, follow) for entry in matched]


def _entry(report: Report, row: Row) -> Entry:
    numbers = {measure.name: as_number(row.get(measure.name)) for measure in report.measures}
    values = tuple(added(numbers[name] for name in series.names) for series in report.series)
    total = numbers[report.total] if report.total else added(values)
    label = plain(row.get(report.label.name)).strip()
    day = ranges.day_in(label) if report.has_steps else None
    return Entry(row, label, day, tuple(numbers.values()), values, total)


def added(numbers: Iterable[Number]) -> Number:
    """The sum of what is known; None where nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if known else None


def _in_steps(report: Report, asked: Asked, read: list[Entry]) -> list[Entry]:
    """Steps of time in their order, with those that SigningHub left out; as they came where they are none of ours."""
    if any(entry.day is None for entry in read) or asked.span is None:
        return read
    steps = asked.span.steps(asked.step)
    by_day = {entry.day: entry for entry in read}
    if len(by_day) < len(read) or not by_day.keys() <= set(steps):
        return sorted(read, key=lambda entry: entry.day or date.min)
    empty = _entry(report, {})
    return [replace(by_day.get(day, empty), day=day, label=ranges.written(day, asked.step)) for day in steps]


def _key(report: Report, entry: Entry) -> object:
    """What is the same in both periods: the day of a step, or who or what a row is about."""
    return entry.day if report.has_steps else (plain(entry.row.get("user_email")), entry.label)


def _matched(report: Report, asked: Asked, entry: Entry, found: Mapping[object, Entry]) -> Entry:
    key = _key(report, entry)
    if report.has_steps and entry.day and asked.span:
        key = ranges.earlier(entry.day, asked.step, asked.span)
    before = found.get(key)
    return replace(entry, before=before.values, total_before=before.total) if before else entry


def _linked(report: Report, asked: Asked, entry: Entry, follow: Follow) -> Entry:
    keys = {name: plain(value).strip() for name, value in entry.row.items()}
    if entry.day and asked.span:
        following = ranges.following(entry.day, asked.step)
        last = date.fromordinal(following.toordinal() - 1)
        shown = Span(max(entry.day, asked.span.first), min(last, asked.span.last))
        keys |= {"first": f"{shown.first}", "last": f"{shown.last}", "month": f"{entry.day:%Y-%m}"}
    url = follow(report.leads_to, keys) if report.leads_to else ""
    links = tuple(
        follow(measure.leads_to, keys) if measure.leads_to and number else ""
        for measure, number in zip(report.measures, entry.numbers, strict=True)
    )
    return replace(entry, url=url, links=links)


def figures(report: Report, read: Sequence[Entry], earlier: Sequence[Row], *, is_part: bool = False) -> list[Figure]:
    """The sums above the chart: of everything, then of each series; of a single series its highest step and mean.

    `is_part` says that the rows are one page of more: their sum says so, and is compared with nothing.
    """
    past = [] if is_part else [_entry(report, row) for row in earlier]
    kind = _kind(report)
    if not _is_summable(kind, read):
        return []
    if not _is_summable(kind, [*read, *past]):
        past = []
    title = _("%(title)s, these rows") % {"title": report.total_title} if is_part else report.total_title
    whole = _figure(title, added(one.total for one in read), added(one.total for one in past), kind)
    if len(report.series) > 1:
        sums = [
            _figure(series.title, added(one.values[place] for one in read), _past(past, place), kind, series.shade)
            for place, series in enumerate(report.series)
        ]
        is_first = report.total in report.series[0].names
        return sums if is_first else [whole, *sums]
    known = [one for one in read if one.total is not None]
    if not report.has_steps or not known:
        return [whole]
    highest = max(known, key=lambda one: one.total or Decimal(0))
    mean = (added(one.total for one in known) or Decimal(0)) / len(read)
    return [
        whole,
        Figure(_("Highest"), _number(highest.total, kind), before=highest.label),
        Figure(_("On average"), cells.grouped(mean, 2 if kind == "money" else 1)),
    ]


def _is_summable(kind: str, read: Sequence[Entry]) -> bool:
    """Whether the numbers can be added up: money of several currencies cannot."""
    return kind != "money" or len({plain(one.row.get("currency")) for one in read}) <= 1


def _past(past: Sequence[Entry], place: int) -> Number:
    return added(one.values[place] for one in past)


def _figure(title: Text, now: Number, before: Number, kind: str, shade: int = 0) -> Figure:
    said = _("from %s") % _number(before, kind) if before is not None else ""
    return Figure(title, _number(now, kind), shade, change(now, before), said)


def change(now: Number, before: Number) -> str:
    """How far a number went up or down, in per cent; nothing where it cannot be said."""
    if now is None or not before:
        return ""
    share = (now - before) * 100 / before
    sign = "+" if share > 0 else "−" if share < 0 else "±"
    return f"{sign}{cells.grouped(abs(share), 1)} %"


def _kind(report: Report) -> str:
    """How the numbers that are drawn are written."""
    drawn = {name for series in report.series for name in series.names}
    return next((measure.kind for measure in report.measures if measure.name in drawn), "number")


def _number(value: Number, kind: str) -> str:
    return "—" if value is None else cells.grouped(value, 2 if kind == "money" else None)


def drawn(report: Report, asked: Asked, read: Sequence[Entry]) -> chart.Chart | None:
    """The chart of upright bars; None for a report of lying ones, which stand in its table, and where nothing is."""
    if not report.has_steps or not any(value is not None for one in read for value in one.values):
        return None
    has_january = any(one.day and one.day.month == 1 for one in read)
    points = [
        chart.Point(
            below=ranges.on_axis(one.day, asked.step, with_year=place == 0 and not has_january)
            if one.day
            else one.label,
            said=said(report, one),
            values=one.values,
            before=one.before,
            url=one.url,
        )
        for place, one in enumerate(read)
    ]
    return chart.columns(points, [one.shade for one in report.series], is_stacked=report.shape == "stack")


def said(report: Report, entry: Entry) -> str:
    """A point in words."""
    kind = _kind(report)
    pairs = zip(report.series, entry.values, strict=True)
    parts = [f"{series.title} {_number(value, kind)}" for series, value in pairs]
    if len(parts) > 1 and report.shape == "stack":
        parts.append(f"{report.total_title} {_number(entry.total, kind)}")
    if entry.total_before is not None:
        parts.append(_("earlier %s") % _number(entry.total_before, kind))
    return f"{entry.label}: {', '.join(parts)}"


def summary(report: Report, read: Sequence[Entry]) -> str:
    """The whole chart in a sentence, for who does not see it."""
    known = [one for one in read if one.total is not None]
    if not known:
        return str(report.title)
    highest, lowest = max(known, key=_total), min(known, key=_total)
    return _(
        "%(title)s: highest %(highest)s (%(when)s), lowest %(lowest)s (%(then)s). The table holds every number."
    ) % {
        "title": report.title,
        "highest": _number(highest.total, _kind(report)),
        "when": highest.label,
        "lowest": _number(lowest.total, _kind(report)),
        "then": lowest.label,
    }


def _total(entry: Entry) -> Decimal:
    return entry.total or Decimal(0)


@dataclass(frozen=True)
class Twin:
    """The table of a report: heads, rows, and the sums of the columns under their titles."""

    heads: list[Head]
    rows: SafeString
    foot: list[tuple[Text, str]]


def twin(report: Report, read: Sequence[Entry], heads: list[Head], reader: Reader, *, has_before: bool) -> Twin:
    """The table with every number; the newest step first, everything else as it came."""
    largest = max((_total(one) for one in read), default=Decimal(0))
    ordered = reversed(read) if report.has_steps else read
    rows = "".join(_row(report, one, reader, largest, has_before) for one in ordered)
    sums = [added(numbers) for numbers in zip(*(one.numbers for one in read), strict=True)] if read else []
    foot = [
        (measure.title, _number(value if _is_summable(measure.kind, read) else None, measure.kind))
        for value, measure in zip(sums, report.measures, strict=False)
    ]
    return Twin(heads, mark_safe(rows), foot)  # noqa: S308 - cells escape


def _row(report: Report, entry: Entry, reader: Reader, largest: Decimal, has_before: bool) -> str:
    if report.has_steps:
        label = f"<bdi>{escape(entry.label)}</bdi>" if entry.label else cells.NULL
    else:
        word = report.words.get(entry.label)
        value = entry.row.get(report.label.name) if word is None else str(word)
        label = cells.KINDS[report.label.kind](value, reader)
    if entry.url:
        label = f'<a href="{escape(entry.url)}">{label}</a>'
    parts = [f'<tr><th scope="row">{label}</th>']
    for column in report.columns:
        shown = cells.KINDS[column.kind](entry.row.get(column.name), reader)
        parts.append(f'<td data-label="{escape(str(column.title))}">{shown}</td>')
    if report.has_bars:
        length = float(_total(entry) / largest) if largest > 0 else 0.0
        parts.append(f'<td class="b">{chart.bar(length)}</td>')
    links = entry.links or ("",) * len(report.measures)
    for measure, number, url in zip(report.measures, entry.numbers, links, strict=True):
        parts.append(_cell(measure, entry.row.get(measure.name), number, url, reader))
    if has_before:
        earlier = cells.NULL if entry.total_before is None else escape(_number(entry.total_before, _kind(report)))
        moved = escape(change(entry.total, entry.total_before) or "—")
        then, share = escape(_("Earlier")), escape(_("Change"))
        parts.append(f'<td class="num" data-label="{then}">{earlier}</td>')
        parts.append(f'<td class="num" data-label="{share}"><bdi dir="ltr">{moved}</bdi></td>')
    return "".join([*parts, "</tr>"])


def _cell(measure: Measure, value: object, number: Number, url: str, reader: Reader) -> str:
    shown = cells.KINDS[measure.kind](value, reader) if number is None else escape(_number(number, measure.kind))
    if url:
        shown = f'<a href="{escape(url)}">{shown}</a>'
    return f'<td class="num" data-label="{escape(str(measure.title))}">{shown}</td>'


@dataclass(frozen=True)
class Bar:
    """A row of a list as a lying bar: what it is about, its number, that of the period before, where it leads."""

    label: str
    shown: SafeString
    number: str
    before: str
    change: str
    url: str


def few_bars(report: Report, read: Sequence[Entry]) -> list[Bar]:
    """The first rows of a list as lying bars."""
    known = [one for one in read if one.total is not None][:FEW_BARS]
    largest = max((_total(one) for one in known), default=Decimal(0))
    kind = _kind(report)
    return [
        Bar(
            one.label,
            chart.bar(float(_total(one) / largest) if largest > 0 else 0.0),
            _number(one.total, kind),
            _number(one.total_before, kind),
            change(one.total, one.total_before),
            one.url,
        )
        for one in known
    ]


def foreign_table(rows: Sequence[Row], reader: Reader) -> Twin:
    """Rows that share no key with the report, under their own keys."""
    columns = guessed_columns(rows)
    parts = []
    for row in rows:
        shown = ((column.title, cells.guessed(row.get(column.name), reader, column.name)) for column in columns)
        drawn_cells = [f'<td data-label="{escape(str(title))}">{cell}</td>' for title, cell in shown]
        parts.append(f"<tr>{''.join(drawn_cells)}</tr>")
    return Twin([Head(column.title) for column in columns], mark_safe("".join(parts)), [])  # noqa: S308 - cells escape


def file_rows(report: Report, read: Sequence[Entry], *, has_before: bool) -> tuple[list[Value], list[list[Value]]]:
    """What is drawn as the head and rows of a file: numbers as numbers, texts as they came."""
    titles = [report.label.title, *(one.title for one in report.columns), *(one.title for one in report.measures)]
    head: list[Value] = [str(title) for title in titles]
    if has_before:
        head.append(_("%(title)s, earlier") % {"title": report.total_title})
    rows: list[list[Value]] = []
    for one in read:
        row: list[Value] = [one.label, *(plain(one.row.get(column.name)) for column in report.columns)]
        row += [_bare(number) for number in one.numbers]
        rows.append([*row, _bare(one.total_before)] if has_before else row)
    return head, rows


def _bare(number: Number) -> Value:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
