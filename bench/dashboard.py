"""The dashboard before a SigningHub that takes its time: its parts wait side by side, not one after the other."""

from __future__ import annotations

from statistics import median
from time import perf_counter

from playwright.sync_api import sync_playwright

from bench.browser import FLAGS, chromium, signed_in, when
from bench.report import Ratio, Section
from bench.stage import Stage

# Notes when every part of the page has come, in milliseconds; and how many there were.
WATCH = """(() => {
  const look = () => {
    window.parts = Math.max(window.parts ?? 0, document.querySelectorAll("[data-part]").length);
    const waiting = document.querySelector("[aria-busy][hx-trigger=load], .htmx-request");
    const isWhole = document.readyState === "complete" && window.parts && !waiting;
    if (isWhole) window.whole ??= performance.now();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""


def measure(stage: Stage) -> Section:
    """Visits of the dashboard, and calls without a console, in turns."""
    sizes = stage.sizes
    upstream = stage.slow_upstream
    client = stage.at_console(upstream)
    calls, wholes, parts = [], [], 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        with signed_in(browser, client) as context:
            page = context.new_page()
            page.add_init_script(WATCH)
            # The first visit also finds out who may do what, and loads what a browser keeps.
            for visit in range(1 + sizes.visits):
                page.goto(f"{client.base_url}", wait_until="commit")
                whole = when(page, "window.whole")
                begun = perf_counter()
                upstream.direct.page(1)
                if visit:
                    wholes.append(whole)
                    calls.append((perf_counter() - begun) * 1000)
            parts = int(page.evaluate("window.parts"))
        browser.close()
    return Section(
        "Dashboard",
        f"{parts} parts, every read takes {sizes.delay:g} s, {sizes.visits} visits",
        ("all parts there, ms", "one call, ms"),
        {"console": [median(wholes), median(calls)]},
        [
            Ratio(
                "time of the dashboard / of a call",
                median(a / b for a, b in zip(wholes, calls, strict=True)),
                at_most=1.3,
            )
        ],
    )
