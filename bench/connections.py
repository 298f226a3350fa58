"""How many connections the console opens to SigningHub while sixteen people read at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bench.report import Ratio, Section
from bench.stage import Ask, Stage


def measure(stage: Stage) -> Section:
    """The same number of requests twice: the first fills the pools, the second finds them filled."""
    sizes, direct = stage.sizes, stage.main.direct
    readers = [stage.through_console(stage.main).connect() for _ in range(sizes.threads)]

    def read(ask: Ask) -> None:
        for number in range(sizes.requests // sizes.threads):
            ask(1 + number % sizes.span)

    figures = {}
    for name in ("first time", "second time"):
        before = direct.counts()
        with ThreadPoolExecutor(sizes.threads) as pool:
            list(pool.map(read, readers))
        figures[name] = [now - then for now, then in zip(direct.counts().values(), before.values(), strict=True)]
    opened, calls = figures["second time"]
    return Section(
        "Connections to SigningHub",
        f"{sizes.requests:,} pages by {sizes.threads} threads, twice",
        ("opened", "calls"),
        figures,
        [Ratio("calls on a connection that was open already", 1 - opened / calls, at_least=0.98)],
    )
