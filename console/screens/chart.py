"""Charts as SVG drawn on the server: shapes in per cent and classes of the style sheet, no words and no styles.

Words stand around the shapes as HTML, so that nothing stretches and all of it mirrors in a language written from the
right. Every point says itself in its label, and a table beside the chart holds every number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString, mark_safe

from console.screens.cells import grouped

INTERVALS = 4
# From more points than this on, not every one has its words below it, and this many have.
FEW, WORDS_BELOW = 12, 7
# From so many points on the bars stand close.
DENSE = 60


@dataclass(frozen=True)
class Point:
    """One place on the axis: a value for each series (None where SigningHub says nothing), and what to say of it.

    `before` are the values of the period before. `url` leads to the list that the point counts.
    """

    below: str
    said: str
    values: tuple[Decimal | None, ...]
    before: tuple[Decimal | None, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class Chart:
    """What the template puts together: shapes, the numbers beside them and the words below them.

    Each of the words below says whether a narrow screen does without it.
    """

    shapes: SafeString
    beside: list[str]
    below: list[tuple[str, bool]]
    has_before: bool
    is_dense: bool


def columns(points: Sequence[Point], shades: Sequence[int], *, is_stacked: bool) -> Chart:
    """A chart of upright bars; `shades` are the series' shades, 1 to 5. Stacked, the series add up to a whole."""
    heights = [_height(values, is_stacked) for point in points for values in (point.values, point.before)]
    top = nice_top(max(heights, default=Decimal(0)))
    width = 100 / max(len(points), 1)
    parts = [
        f'<line class="grid{" zero" if tick == INTERVALS else ""}" x1="0" x2="100%" y1="{_pct(tick * 25)}"'
        f' y2="{_pct(tick * 25)}"/>'
        for tick in range(INTERVALS + 1)
    ]
    is_close = len(points) > DENSE
    for place, point in enumerate(points):
        ticks = () if is_close else point.before
        drawn = replace(point, before=ticks)
        parts.append(_drawn(drawn, place * width, width, top, shades, is_stacked, place == len(points) - 1))
    if is_close:
        parts.append(_line([_height(point.before, is_stacked) if point.before else None for point in points], top))
    return Chart(
        mark_safe("".join(parts)),  # noqa: S308 - made of numbers; what is said is escaped
        [grouped(top * (INTERVALS - tick) / INTERVALS) for tick in range(INTERVALS + 1)],
        _below(points),
        any(value is not None for point in points for value in point.before),
        len(points) > FEW,
    )


def bar(share: float) -> SafeString:
    """A lying bar in a table, as long as its share (0 to 1) of the longest."""
    length = _pct(100 * min(max(share, 0), 1))
    return mark_safe(  # noqa: S308 - made of a number
        '<svg class="hbar" aria-hidden="true"><rect class="track" width="100%" height="100%"/>'
        f'<rect class="fill" width="{length}" height="100%"/></svg>'
    )


def nice_top(highest: Decimal) -> Decimal:
    """The end of an axis of four whole steps that a highest value fits under."""
    step = Decimal(1)
    while True:
        for factor in ("1", "2", "2.5", "5"):
            unit = step * Decimal(factor)
            if unit == unit.to_integral_value() and unit * INTERVALS >= highest:
                return Decimal(int(unit * INTERVALS))
        step *= 10


def _height(values: Sequence[Decimal | None], is_stacked: bool) -> Decimal:
    known = [max(value, Decimal(0)) for value in values if value is not None]
    return sum(known, Decimal(0)) if is_stacked else max(known, default=Decimal(0))


def _drawn(
    point: Point, left: float, width: float, top: Decimal, shades: Sequence[int], is_stacked: bool, is_last: bool
) -> str:
    gap = width * (0.06 if width < 100 / DENSE else 0.13)
    inner = width - 2 * gap
    parts = [f'<rect class="hit" x="{_pct(left)}" y="0" width="{_pct(width)}" height="100%"/>']
    base, each = 0.0, inner if is_stacked else inner / max(len(shades), 1)
    for place, (value, shade) in enumerate(zip(point.values, shades, strict=True)):
        height = _share(value, top)
        if height > 0:
            x = left + gap + (0 if is_stacked else place * each)
            parts.append(
                f'<rect class="l{shade}" x="{_pct(x)}" y="{_pct(100 - base - height)}" width="{_pct(each)}"'
                f' height="{_pct(height)}"/>'
            )
        base += height if is_stacked else 0
    parts += _ticks(point, left + gap, inner, each, top, is_stacked)
    # One stop for the whole chart: the arrow keys walk on from it (frontend/js/chart.js).
    label = f'aria-label="{escape(point.said)}" tabindex="{0 if is_last else -1}"'
    if point.url:
        return f'<a class="point" href="{escape(point.url)}" {label}>{"".join(parts)}</a>'
    return f'<g class="point" role="img" {label}>{"".join(parts)}</g>'


def _ticks(point: Point, left: float, inner: float, each: float, top: Decimal, is_stacked: bool) -> list[str]:
    """The period before, as a line across each bar."""
    if all(value is None for value in point.before):
        return []
    values = [_height(point.before, True)] if is_stacked else list(point.before)
    lines = []
    for place, value in enumerate(values):
        if value is None:
            continue
        y, x = _pct(100 - _share(value, top)), left + place * each
        ends = f'x1="{_pct(x)}" x2="{_pct(x + (inner if is_stacked else each))}" y1="{y}" y2="{y}"'
        lines.append(f'<line class="halo" {ends}/><line class="before" {ends}/>')
    return lines


def _line(heights: Sequence[Decimal | None], top: Decimal) -> str:
    """The period before as one line, where ticks would be dust; it breaks where nothing is known."""
    runs, run = [], []
    for place, height in enumerate([*heights, None]):
        if height is not None:
            run.append(f"{(place + 0.5) * 100 / len(heights):.2f},{100 - _share(height, top):.2f}")
        elif run:
            runs.append(f'<polyline class="past" points="{" ".join(run)}"/>')
            run = []
    # Stretched to the chart: the width of the line stays (vector-effect), and there is nothing else in it.
    box = '<svg viewBox="0 0 100 100" width="100%" height="100%" preserveAspectRatio="none" aria-hidden="true">'
    return f"{box}{''.join(runs)}</svg>" if runs else ""


def _share(value: Decimal | None, top: Decimal) -> float:
    return float(100 * max(value, Decimal(0)) / top) if value is not None else 0.0


def _below(points: Sequence[Point]) -> list[tuple[str, bool]]:
    """The words below: an entry for each point, most of them empty where there are many, the last always there."""
    every = -(-len(points) // WORDS_BELOW) if len(points) > FEW else 1
    steps = [divmod(len(points) - 1 - place, every) for place in range(len(points))]
    return [
        ("" if rest else point.below, len(points) > FEW and step % 2 == 1)
        for point, (step, rest) in zip(points, steps, strict=True)
    ]


def _pct(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".") + "%"
