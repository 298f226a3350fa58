"""A visit in Chromium: bytes and time of the first list page, of the next, and of a turn to page two."""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which
from statistics import median

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.report import Ratio, Section, quotient
from bench.stage import ADMIN_LIST, CONSOLE_LIST, Stage

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WAITING_SECONDS = 60
# What a browser loaded for the first visit of a list in react-admin 5 (design figures; it is not installed here).
REACT_ADMIN_BYTES = 259_359
# Notes when rows are drawn first, and when other rows are drawn after a click, in milliseconds: a frame is drawn after
# its callbacks, so the time is that of the next one.
WATCH = """(() => {
  const now = () => performance.timeOrigin + performance.now();
  const rows = () => document.querySelector("table.rows tbody tr, #result_list tbody tr")?.textContent;
  addEventListener("click", () => {
    sessionStorage.clicked = now();
    sessionStorage.before = rows();
    sessionStorage.removeItem("turned");
  }, true);
  const look = () => {
    const shown = rows();
    requestAnimationFrame(() => {
      if (shown && !window.firstRow) window.firstRow = performance.now();
      if (shown && sessionStorage.clicked && !sessionStorage.turned && shown !== sessionStorage.before)
        sessionStorage.turned = now() - sessionStorage.clicked;
      look();
    });
  };
  requestAnimationFrame(look);
})()"""
HEADINGS = ("cold bytes", "cold ms", "warm ms", "page 2 bytes", "page 2 ms")


def measure(stage: Stage) -> Section:
    """Visits of the console and of Django admin in turns, each in a browser context of its own."""
    places = {
        "console": (stage.at_console(stage.main), CONSOLE_LIST, "#results a[href*='page=2']"),
        "Django admin": (stage.at_admin(), ADMIN_LIST, ".paginator a[href*='p=2']"),
    }
    found: dict[str, dict[str, list[float]]] = {heading: defaultdict(list) for heading in HEADINGS}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for _visit in range(stage.sizes.visits):
            for name, (client, path, turn) in places.items():
                for heading, value in zip(HEADINGS, visit(browser, client, path, turn), strict=True):
                    found[heading][name].append(value)
        browser.close()
    both = ("console", "Django admin")
    cold_bytes = median(found["cold bytes"]["console"])
    return Section(
        "In the browser",
        f"{stage.sizes.accounts:,} accounts, {stage.sizes.visits} visits each; times until the rows are drawn",
        HEADINGS,
        {name: [median(found[heading][name]) for heading in HEADINGS] for name in both},
        [
            Ratio("first visit, bytes, console / react-admin's 259,359", cold_bytes / REACT_ADMIN_BYTES, at_most=0.35),
            Ratio("first visit, bytes, console / Django admin", quotient(found["cold bytes"], *both)),
            Ratio("first row, cold, console / Django admin", quotient(found["cold ms"], *both), at_most=0.6),
            Ratio("first row, warm, console / Django admin", quotient(found["warm ms"], *both)),
            Ratio("page 2, time, console / Django admin", quotient(found["page 2 ms"], *both), at_most=0.5),
            Ratio("page 2, bytes, console / Django admin", quotient(found["page 2 bytes"], *both)),
        ],
    )


def visit(browser: Browser, client: httpx.Client, path: str, turn: str) -> tuple[float, ...]:
    """A first visit, the same page once more, and a click on page two, in the order of HEADINGS."""
    with signed_in(browser, client) as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        loaded = count_bytes(context, page)
        address = f"{client.base_url}".rstrip("/") + path
        page.goto(address, wait_until="networkidle")
        cold_bytes, cold = sum(loaded), when(page, "window.firstRow")
        page.goto(address, wait_until="networkidle")
        warm = when(page, "window.firstRow")
        loaded.clear()
        page.locator(turn).first.click()
        turned = when(page, "sessionStorage.turned")
        page.wait_for_load_state("networkidle")
        return cold_bytes, cold, warm, sum(loaded), turned


@contextmanager
def signed_in(browser: Browser, client: httpx.Client) -> Iterator[BrowserContext]:
    """A browser with nothing in its cache and the client's cookies."""
    context = browser.new_context()
    context.add_cookies(
        [{"name": kept.name, "value": kept.value or "", "url": f"{client.base_url}"} for kept in client.cookies.jar]
    )
    yield context
    context.close()


def count_bytes(context: BrowserContext, page: Page) -> list[float]:
    """A list that grows by the bytes of everything that the page loads over the network, headers included."""
    loaded: list[float] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    return loaded


def when(page: Page, noted: str) -> float:
    """What WATCH has noted, as soon as it has. (The pages' policy forbids playwright's own way of waiting.)"""
    deadline = time.monotonic() + WAITING_SECONDS
    while time.monotonic() < deadline:
        if found := page.evaluate(noted):
            return float(found)
        page.wait_for_timeout(10)
    sys.exit(f"bench: no rows were drawn at {page.url}")


def chromium() -> str:
    """The browser: the path in CHROMIUM, else the first of the usual names."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (path := which(name)):
            return path
    sys.exit("bench: Chromium is missing; install it or put its path in CHROMIUM.")
