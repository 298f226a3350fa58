"""Whether the number of accounts matters to a list page."""

from __future__ import annotations

from collections import defaultdict
from statistics import median

from bench.list_page import median_ms
from bench.report import Ratio, Section, quotient
from bench.stage import Stage


def measure(stage: Stage) -> Section:
    """The same pages of a short and of a long list, in turns."""
    sizes = stage.sizes
    few, many = f"{sizes.few:,} accounts", f"{sizes.many:,} accounts"
    lists = {
        few: stage.through_console(stage.upstream(sizes.few)).warm(sizes.span),
        many: stage.through_console(stage.upstream(sizes.many)).warm(sizes.span),
    }
    waiting = defaultdict(list)
    for _round in range(sizes.rounds):
        for name, ask in lists.items():
            waiting[name].append(median_ms(ask, sizes))
    return Section(
        "Length of the list",
        f"50 rows, 11 columns, {sizes.rounds} rounds of {sizes.pages}",
        ("p50, ms",),
        {name: [median(times)] for name, times in waiting.items()},
        [Ratio("time of the long list / of the short one", quotient(waiting, many, few), at_most=1.1)],
    )
