"""The screens in Chromium: no barrier, no invalid HTML, Back works after a swap, drafts keep themselves."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from console.screens import drafts
from console.screens.models import Draft
from tests.browser.checks import barriers, faults
from tests.browser.conftest import browser_type_launch_args, page

__all__ = ["browser_type_launch_args", "page"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAIN, HOSTILE = 1013, 1026
# What tests/browser/test_every_page.py does not come by.
PAGES = {
    "empty": "/accounts/?user_name=nobody",
    "remarks": "/accounts/?sort=nonsense&size=7",
    "hostile": f"/accounts/{HOSTILE}/",
    "hostile-edit": f"/accounts/{HOSTILE}/edit/",
    "gone": "/accounts/999999/",
}


@pytest.fixture
def ann_page(ann, page, live_server, settings):
    """A page on which somebody with every right is signed in; `go` takes a path."""
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": ann.cookies[settings.SESSION_COOKIE_NAME].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    page.go = lambda path: page.goto(live_server.url + path)
    return page


def test_no_screen_has_a_barrier_or_invalid_html(ann_page, tmp_path):
    found, sources = {}, {}
    for name, path in PAGES.items():
        sources[name] = ann_page.go(path).text()
        if barriers_here := barriers(ann_page):
            found[name] = barriers_here
    assert found == {}
    assert faults(sources, tmp_path) == []


def test_no_step_of_an_edit_has_a_barrier(ann_page, sandbox):
    ann_page.go(f"/accounts/{PLAIN}/edit/")
    ann_page.fill("[name=mobile_number]", "+49 151 2345 678 901 17")
    ann_page.click("button[value=review]")
    expect(ann_page.locator("#id_mobile_number_error")).to_be_visible()
    assert barriers(ann_page) == []
    ann_page.fill("[name=mobile_number]", "+49151")
    ann_page.fill("[name=job_title]", "Captain")
    ann_page.click("button[value=review]")
    expect(ann_page.get_by_text("After saving")).to_be_visible()
    assert barriers(ann_page) == []
    sandbox.world.accounts.change(sandbox.world.accounts.get(PLAIN), job_title="Theirs")
    ann_page.click("button[value=save]")
    expect(ann_page.get_by_text("Somebody else changed this meanwhile")).to_be_visible()
    assert barriers(ann_page) == []
    ann_page.check("input[value=mine]")
    ann_page.click("button[value=choose]")
    ann_page.click("button[value=save]")
    expect(ann_page.get_by_text("Account saved.")).to_be_visible()
    assert sandbox.world.accounts.get(PLAIN)["job_title"] == "Captain"


def test_enter_goes_on_and_never_throws_away_what_was_typed(ann_page, sandbox):
    ann_page.go(f"/accounts/{PLAIN}/edit/")
    ann_page.fill("[name=job_title]", "Captain")
    ann_page.press("[name=job_title]", "Enter")
    expect(ann_page.get_by_text("After saving")).to_be_visible()
    sandbox.world.accounts.change(sandbox.world.accounts.get(PLAIN), job_title="Theirs")
    ann_page.click("button[value=save]")
    ann_page.check("input[value=mine]")
    ann_page.press("input[value=mine]", "Enter")
    expect(ann_page.get_by_text("After saving")).to_be_visible()
    ann_page.click("button[value=save]")
    expect(ann_page.get_by_text("Account saved.")).to_be_visible()
    assert sandbox.world.accounts.get(PLAIN)["job_title"] == "Captain"


def test_filters_and_columns_open_without_a_barrier(ann_page):
    ann_page.go("/accounts/")
    for name in ("filters", "columns"):
        ann_page.click(f"button[popovertarget={name}]")
        expect(ann_page.locator(f"#{name}")).to_be_visible()
        assert barriers(ann_page) == []
        ann_page.keyboard.press("Escape")


def test_a_filter_is_swapped_in_and_back_shows_the_whole_list_again(ann_page):
    ann_page.go("/accounts/")
    ann_page.click("button[popovertarget=filters]")
    ann_page.fill("#filter-user_name", "Ковальчук")
    ann_page.keyboard.press("Enter")
    expect(ann_page.locator(".chip.on")).to_contain_text("Ковальчук")
    assert urlsplit(ann_page.url).query.startswith("user_name=")
    assert "accounts=" not in ann_page.url
    ann_page.go_back()
    expect(ann_page.locator(".chip.on")).to_have_count(0)
    expect(ann_page.locator("h1")).to_have_text("Accounts")
    assert urlsplit(ann_page.url).query == ""


def test_the_list_sorts_and_pages_by_keyboard(ann_page):
    ann_page.go("/accounts/")
    ann_page.locator("a.sort", has_text="Account").focus()
    ann_page.keyboard.press("Enter")
    expect(ann_page.locator("th[aria-sort=ascending]")).to_contain_text("Account")
    ann_page.locator("a[rel=next]").focus()
    ann_page.keyboard.press("Enter")
    expect(ann_page.locator(".pager")).to_contain_text("51–100")
    assert re.search(r"sort=user_name&page=2", ann_page.url)


def test_what_is_typed_is_kept_without_pressing_anything(ann_page):
    ann_page.go(f"/accounts/{PLAIN}/edit/")
    ann_page.fill("[name=job_title]", "Half a sent")
    expect(ann_page.locator("#kept")).to_contain_text("A draft was kept")
    draft = Draft.objects.get(typed_at__isnull=False)
    assert drafts.input_of(draft)["job_title"] == "Half a sent"
