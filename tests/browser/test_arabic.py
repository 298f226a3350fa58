"""Right-to-left in a real browser: the page is mirrored, and what stands in it is not turned round."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.access.models import User
from tests.browser.checks import barriers, faults, settle
from tests.browser.conftest import EMAIL

pytestmark = pytest.mark.browser

WIDTHS = (1440, 390)
PAGES = ["/", "/accounts/", "/accounts/1006/", "/accounts/1013/edit/", "/find/?q=ma", "/profile/", "/no-such-page/"]
# Dates, times, ranges, addresses and percentages whose first and last characters stand in the wrong order.
TURNED_ROUND = r"""() => {
  const shapes = /\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}|\d+–\d+|\d+ ?%|[\w.]+@[\w.]+|\d+(?:\.\d+){2,}/g;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  const place = (node, from) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, from + 1);
    return range.getBoundingClientRect();
  };
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.checkVisibility() || node.parentElement.closest("option, [popover], dialog")) continue;
    for (const match of node.data.matchAll(shapes)) {
      const first = place(node, match.index), last = place(node, match.index + match[0].length - 1);
      const isOneLine = Math.abs(first.top - last.top) < first.height / 2;
      if (first.width && last.width && isOneLine && first.left > last.left) found.push(match[0]);
    }
  }
  return found;
}"""


@pytest.fixture
def in_arabic(signed_in: Page) -> Page:
    """The page of somebody who reads Arabic."""
    User.objects.filter(email=EMAIL).update(language="ar", name="نورة القحطاني", time_zone="Asia/Dubai")
    signed_in.emulate_media(reduced_motion="reduce")
    return signed_in


@pytest.mark.parametrize("width", WIDTHS)
def test_every_kind_of_page_is_mirrored_and_nothing_in_it_is_turned_round(
    in_arabic: Page, live_server, width: int
) -> None:
    in_arabic.set_viewport_size({"width": width, "height": 900})
    problems = {}
    for path in PAGES:
        in_arabic.goto(live_server.url + path)
        settle(in_arabic)
        found = in_arabic.evaluate(TURNED_ROUND) + barriers(in_arabic)
        if in_arabic.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("scrolls sideways")
        if in_arabic.locator("html").get_attribute("dir") != "rtl":
            found.append("is not mirrored")
        if found:
            problems[path] = found
    assert problems == {}


def test_a_date_that_is_turned_round_is_found(in_arabic: Page, live_server) -> None:
    in_arabic.goto(f"{live_server.url}/profile/")
    assert in_arabic.evaluate(TURNED_ROUND) == []
    in_arabic.evaluate("document.querySelector('main').append('في 2026-11-23 الساعة 09:41')")
    assert in_arabic.evaluate(TURNED_ROUND) == ["2026-11-23"]


def test_the_menu_stands_on_the_right_and_the_arrows_point_left(in_arabic: Page, live_server) -> None:
    in_arabic.set_viewport_size({"width": 1440, "height": 900})
    in_arabic.goto(f"{live_server.url}/accounts/")
    menu, main = in_arabic.locator("nav.side").bounding_box(), in_arabic.locator("main").bounding_box()
    assert menu is not None
    assert main is not None
    assert menu["x"] > main["x"]
    arrow = in_arabic.locator("nav.join a[rel=next] .flip")
    assert arrow.evaluate("icon => getComputedStyle(icon).transform + getComputedStyle(icon).scale") != "nonenone"


def test_a_name_in_latin_letters_stands_whole_between_arabic_words(in_arabic: Page, live_server) -> None:
    in_arabic.goto(f"{live_server.url}/accounts/?country=France&user_name=A-1.%20(b)")
    chips = in_arabic.locator(".chip bdi")
    expect(chips).to_have_count(2)
    assert chips.evaluate_all("all => all.every(each => getComputedStyle(each).unicodeBidi === 'isolate')")


def test_the_language_is_chosen_at_the_door_without_a_script(browser: Browser, live_server, transactional_db) -> None:
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/signin/?next=/accounts/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_role("button", name="العربيّة").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", level=1)).to_have_text("تسجيل الدخول")
    assert page.url == f"{live_server.url}/signin/?next=/accounts/"
    page.goto(f"{live_server.url}/signin/")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_door_in_arabic_holds_no_barrier(
    browser: Browser, live_server, transactional_db, tmp_path: Path, width: int
) -> None:
    context = browser.new_context(locale="ar", viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{live_server.url}/signin/")
    assert barriers(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert faults({"sign-in": page.request.get(page.url).text()}, tmp_path) == []
    context.close()


def test_language_zone_and_theme_are_chosen_in_the_profile(signed_in: Page, live_server) -> None:
    signed_in.goto(f"{live_server.url}/profile/")
    signed_in.get_by_label("Language").select_option("ar")
    signed_in.get_by_label("Time zone").select_option("Asia/Kathmandu")
    signed_in.get_by_label("Theme").select_option("dark")
    signed_in.get_by_role("button", name="Save", exact=True).click()
    html = signed_in.locator("html")
    expect(html).to_have_attribute("dir", "rtl")
    expect(html).to_have_attribute("lang", "ar")
    expect(html).to_have_attribute("data-theme", "dark")
    expect(html).to_have_css("color-scheme", "dark")
    expect(signed_in.locator("main .caption")).to_contain_text("Asia/Kathmandu")
