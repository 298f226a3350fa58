"""One reader at a time: processor time and waiting per list page."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from time import perf_counter

from bench.report import Ratio, Section, quotient
from bench.stage import Ask, Sizes, Stage


def measure(stage: Stage) -> Section:
    """Rounds of console, Django admin, floor and direct call, one after the other."""
    sizes = stage.sizes
    contenders = [(contender, contender.warm(sizes.span)) for contender in stage.contenders()]
    cpu, waiting = defaultdict(list), defaultdict(list)
    for _round in range(sizes.rounds):
        for contender, ask in contenders:
            used = contender.cpu()
            waiting[contender.name].append(median_ms(ask, sizes))
            cpu[contender.name].append((contender.cpu() - used) * 1000 / sizes.pages)
    added = {
        name: [one - direct for one, direct in zip(times, waiting["httpx direct"], strict=True)]
        for name, times in waiting.items()
    }
    return Section(
        "List page, one reader",
        f"{sizes.accounts:,} accounts, 50 rows, 11 columns, {sizes.rounds} rounds of {sizes.pages}",
        ("processor, ms", "p50, ms", "added to a direct call, ms"),
        {name: [median(cpu[name]), median(waiting[name]), median(added[name])] for name in cpu},
        [
            Ratio("processor time, console / Django admin", quotient(cpu, "console", "Django admin"), at_most=0.2),
            Ratio("processor time, console / floor", quotient(cpu, "console", "floor"), at_most=2),
            Ratio("added time, console / Django admin", quotient(added, "console", "Django admin")),
        ],
    )


def median_ms(ask: Ask, sizes: Sizes) -> float:
    """How long a page takes, in milliseconds."""
    times = []
    for number in range(sizes.pages):
        begun = perf_counter()
        ask(1 + number % sizes.span)
        times.append((perf_counter() - begun) * 1000)
    return median(times)
