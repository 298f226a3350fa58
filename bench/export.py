"""The record of acts as CSV: its length decides neither how soon it begins nor how much memory it takes."""

from __future__ import annotations

import re
from collections import defaultdict
from statistics import median
from time import perf_counter

import httpx

from bench.report import Ratio, Section, quotient
from bench.stage import Stage

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
EXPORT = "/audit/export/?email="


def measure(stage: Stage) -> Section:
    """A short and a long file in turns, from a server with one process."""
    sizes = stage.sizes
    server, client = stage.record()
    files = {f"{sizes.few_entries:,} rows": "few@", f"{sizes.many_entries:,} rows": "many@"}
    first, whole, peak = (defaultdict(list) for _what in range(3))
    for place in range(1 + sizes.exports):
        for name, who in files.items():
            server.forget_peak()
            begin, end = fetch(client, EXPORT + who)
            # The first of each warms up.
            if place:
                first[name].append(begin)
                whole[name].append(end)
                peak[name].append(server.peak())
    few, many = files
    return Section(
        "Export of the record",
        f"CSV of 19 columns, one process, {sizes.exports} files each",
        ("first bytes, ms", "all, ms", "peak memory, MB"),
        {name: [median(times[name]) for times in (first, whole, peak)] for name in files},
        [
            Ratio("first bytes of the long file / of the short one", quotient(first, many, few), at_most=3),
            Ratio("peak memory of the long file / of the short one", quotient(peak, many, few), at_most=1.2),
        ],
    )


def fetch(client: httpx.Client, path: str) -> tuple[float, float]:
    """Milliseconds until the first and the last bytes of a file."""
    found = TOKEN.search(client.get(path).raise_for_status().text)
    fields = {"format": "csv", "csrfmiddlewaretoken": found[1] if found else ""}
    begun = perf_counter()
    first = 0.0
    with client.stream("POST", path, data=fields) as answer:
        answer.raise_for_status()
        for _piece in answer.iter_raw():
            first = first or perf_counter()
    return (first - begun) * 1000, (perf_counter() - begun) * 1000
