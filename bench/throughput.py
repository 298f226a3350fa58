"""Four readers at once: pages per second."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import median
from time import perf_counter

from bench.report import Ratio, Section, quotient
from bench.stage import Ask, Stage

READERS = 4


def measure(stage: Stage) -> Section:
    """Bursts of each, in turns."""
    sizes = stage.sizes
    contenders = {each.name: [each.warm(sizes.span) for _ in range(READERS)] for each in stage.contenders()}
    rates = defaultdict(list)
    for _round in range(sizes.rounds):
        for name, connections in contenders.items():
            rates[name].append(rate(connections, sizes.span, sizes.burst))
    return Section(
        "Pages per second, four readers",
        f"{sizes.accounts:,} accounts, {sizes.rounds} bursts of {sizes.burst:g} s",
        ("pages per second",),
        {name: [median(found)] for name, found in rates.items()},
        [Ratio("pages per second, console / Django admin", quotient(rates, "console", "Django admin"), at_least=5)],
    )


def rate(connections: Sequence[Ask], span: int, seconds: float) -> float:
    """How many pages a second come over these connections together."""
    begun = perf_counter()
    with ThreadPoolExecutor(len(connections)) as pool:
        done = sum(pool.map(partial(read, span=span, end=begun + seconds), connections))
    return done / (perf_counter() - begun)


def read(ask: Ask, span: int, end: float) -> int:
    """Read one page after the other until `end`; returns how many."""
    done = 0
    while perf_counter() < end:
        ask(1 + done % span)
        done += 1
    return done
