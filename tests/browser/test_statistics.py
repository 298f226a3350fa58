"""Reports in a browser: nobody meets a barrier, the arrow keys walk a chart, and paper shows every number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from apps.access.models import User
from apps.reports.statistics.reports import REPORTS
from tests.browser.checks import barriers, faults, settle
from tests.browser.conftest import EMAIL

pytestmark = pytest.mark.browser

# A chart that is stacked, one of a year of days, a list by page, lying bars; and the page that leads to all.
PAGES = (
    "",
    "signatures/",
    "signatures-over-time/?range=12m",
    "documents-by-user/",
    "top-documents/",
    "registrations/?compare=none",
)


@pytest.mark.parametrize(("language", "scheme", "width"), [("en", "light", 1440), ("ar", "dark", 320)])
def test_no_report_holds_a_barrier_or_scrolls_sideways(
    signed_in: Page, live_server, tmp_path: Path, language: str, scheme: str, width: int
) -> None:
    User.objects.filter(email=EMAIL).update(language=language)
    signed_in.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    signed_in.set_viewport_size({"width": width, "height": 900})
    found, pages = {}, {}
    for path in PAGES:
        signed_in.goto(f"{live_server.url}/statistics/{path}")
        settle(signed_in)
        found[path] = barriers(signed_in)
        if signed_in.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[path].append("scrolls sideways")
        pages[re.sub(r"\W", "-", path) or "overview"] = signed_in.request.get(signed_in.url).text()
    assert {path: problems for path, problems in found.items() if problems} == {}
    if language == "en":
        assert faults(pages, tmp_path) == []


# Words below a chart that run into each other, cells whose words run out of them, and the first row's last number
# where it cannot be seen.
RUN_INTO = """() => {
  const found = [], seen = (one) => one.checkVisibility({ visibilityProperty: true });
  for (const axis of document.querySelectorAll(".chart .x")) {
    const words = [...axis.children].filter((one) => one.textContent.trim() && seen(one)).map((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      return range.getBoundingClientRect();
    }).sort((one, other) => one.left - other.left);
    if (words.some((word, place) => place && word.left < words[place - 1].right)) found.push("words below the chart");
  }
  for (const cell of document.querySelectorAll(".t :is(th, td)")) {
    if (!seen(cell) || !cell.textContent.trim()) continue;
    if ([...cell.querySelectorAll("*")].some((one) => getComputedStyle(one).overflowX !== "visible")) continue;
    const range = document.createRange(), box = cell.getBoundingClientRect();
    range.selectNodeContents(cell);
    const words = range.getBoundingClientRect();
    if (words.left < box.left - 1 || words.right > box.right + 1) found.push(`cell ${cell.textContent.trim()}`);
  }
  for (const table of document.querySelectorAll(".t.bars")) {
    const number = [...table.querySelectorAll("tbody tr:first-child .num")].filter(seen).at(-1);
    const box = number?.getBoundingClientRect();
    if (box && (box.left < 0 || box.right > innerWidth)) found.push(`out of sight: ${number.textContent}`);
  }
  return found.slice(0, 5);
}"""


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("en", 1440)])
def test_no_words_of_a_report_run_into_others_or_out_of_sight(
    signed_in: Page, live_server, language: str, width: int
) -> None:
    User.objects.filter(email=EMAIL).update(language=language)
    signed_in.set_viewport_size({"width": width, "height": 900})
    found = {}
    for name in ("", *(f"{name}/" for name in REPORTS), "payments/?range=last"):
        signed_in.goto(f"{live_server.url}/statistics/{name}")
        settle(signed_in)
        found[name] = signed_in.evaluate(RUN_INTO)
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_the_arrow_keys_walk_a_chart_which_leads_to_what_it_counts_and_paper_shows_its_table(
    signed_in: Page, live_server
) -> None:
    signed_in.goto(f"{live_server.url}/statistics/registrations/")
    points = signed_in.locator("svg .point")
    expect(points).to_have_count(12)
    points.last.focus()
    signed_in.keyboard.press("ArrowLeft")
    expect(points.nth(10)).to_be_focused()
    expect(signed_in.locator("[data-readout]")).to_have_text(points.nth(10).get_attribute("aria-label") or "")
    signed_in.keyboard.press("Home")
    expect(points.first).to_be_focused()
    assert signed_in.locator("svg .point[tabindex='0']").count() == 1
    signed_in.emulate_media(media="print")
    expect(signed_in.locator(".twin tbody tr").first).to_be_visible()
    expect(signed_in.locator("form.tools")).to_be_hidden()
    signed_in.emulate_media(media="screen")
    signed_in.keyboard.press("Enter")
    expect(signed_in).to_have_url(re.compile(r"/accounts/\?from="))
