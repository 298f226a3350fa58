"""The frames of a page in a browser: keys, focus, selection, the guard, notices, menus, the environment."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("sample_pages")]


@pytest.fixture
def frame(page: Page, live_server) -> Page:
    page.goto(f"{live_server.url}/sample/frame/")
    return page


def test_a_slash_and_ctrl_k_open_the_box_that_finds_things(frame: Page) -> None:
    # Nobody is signed in here, so nothing could be found.
    frame.route("**/find/*", lambda route: route.fulfill(status=204))
    for key in ("/", "Control+k"):
        frame.locator("h1").click()
        frame.keyboard.press(key)
        expect(frame.get_by_role("dialog").get_by_role("searchbox")).to_be_focused()
        frame.keyboard.press("Escape")
        expect(frame.get_by_role("dialog")).to_be_hidden()


def test_a_slash_typed_into_a_field_is_a_letter(frame: Page) -> None:
    name = frame.get_by_label("Name", exact=True)
    name.fill("")
    name.press("/")
    expect(name).to_have_value("/")


def test_the_tick_in_the_head_chooses_every_row_and_the_count_follows(frame: Page) -> None:
    every, bar = frame.get_by_label("Choose all"), frame.locator(".bulk")
    expect(bar).to_be_hidden()
    every.check()
    expect(frame.get_by_label("Choose Zoë")).to_be_checked()
    expect(bar).to_contain_text("2 selected")
    frame.get_by_label("Choose Zoë").uncheck()
    expect(bar).to_contain_text("1 selected")
    assert every.evaluate("box => box.indeterminate")


def test_leaving_with_unsaved_changes_asks_first(frame: Page) -> None:
    asked = []
    frame.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    frame.get_by_label("Name", exact=True).fill("Somebody else")
    frame.reload()
    assert asked == ["beforeunload"]


def test_leaving_without_changes_asks_nothing(frame: Page) -> None:
    asked = []
    frame.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    name = frame.get_by_label("Name", exact=True)
    name.fill("Somebody else")
    name.fill("Lucía")
    frame.reload()
    assert asked == []


def test_saving_asks_nothing_and_a_second_press_sends_nothing(frame: Page) -> None:
    sent = []
    frame.on("dialog", lambda dialog: pytest.fail(f"asked {dialog.type}"))
    # 204 leaves the page as it is, so that what happened to it can be seen.
    frame.route("**/sample/part/", lambda route: (sent.append(route.request.method), route.fulfill(status=204)))
    frame.get_by_label("Name", exact=True).fill("Somebody else")
    save = frame.get_by_role("button", name="Save")
    save.click()
    expect(save).to_have_attribute("aria-busy", "true")
    save.press("Enter")
    frame.get_by_label("Name", exact=True).press("Enter")
    assert sent == ["POST"]


@pytest.mark.parametrize("status", [200, 422])
def test_an_answer_lands_where_it_was_asked_for(frame: Page, status: int) -> None:
    frame.get_by_text(f"Get {status}").click()
    expect(frame.locator("#out")).to_have_text(f"answered {status}")
    expect(frame.locator("#notices")).to_be_empty()


def test_a_failure_is_said_in_the_notices_and_goes_with_the_next_success(frame: Page) -> None:
    frame.get_by_text("Get 503").click()
    expect(frame.locator("#notices")).to_contain_text("The accounts were not read")
    expect(frame.locator("#out")).to_be_empty()
    frame.get_by_text("Get 200").click()
    expect(frame.locator("#notices")).to_be_empty()


def test_no_answer_at_all_is_said_too(frame: Page) -> None:
    frame.route("**/sample/part/*", lambda route: route.abort())
    frame.get_by_text("Get 200").click()
    expect(frame.locator("#notices")).to_contain_text("The console did not answer")


def test_the_keyboard_keeps_its_place_when_the_list_is_read_again(frame: Page) -> None:
    sort = frame.locator("a.sort")
    sort.focus()
    frame.keyboard.press("Enter")
    expect(frame.locator("#again")).to_be_visible()
    expect(frame.locator("a.sort")).to_be_focused()


def test_a_toast_is_dismissed_by_its_button_and_an_error_stays_as_a_notice(page: Page, live_server) -> None:
    page.goto(f"{live_server.url}/sample/frame/?say=Account+unlocked.&warn=Not+saved.")
    toast = page.get_by_role("status")
    expect(toast).to_contain_text("Account unlocked.")
    expect(page.locator("#notices")).to_contain_text("Not saved.")
    page.get_by_role("button", name="Dismiss").click()
    expect(toast).to_be_empty()


def test_a_toast_goes_by_itself_but_waits_for_whoever_reads_it(page: Page, live_server) -> None:
    page.clock.install()
    page.goto(f"{live_server.url}/sample/frame/?say=Account+unlocked.")
    toast = page.locator(".toast")
    toast.hover()
    page.clock.run_for(9_000)
    expect(toast).to_be_visible()
    page.mouse.move(0, 0)
    page.clock.run_for(9_000)
    expect(toast).to_have_count(0)


@pytest.mark.parametrize(
    ("environment", "word", "line", "icon"),
    [("production", "PRODUCTION", "solid", "icon-production"), ("test", "TEST", "dashed", "icon-test")],
)
@pytest.mark.parametrize("place", ["frame", "door"])
def test_the_environment_shows_in_word_line_title_and_tab_icon(
    page: Page, live_server, place: str, environment: str, word: str, line: str, icon: str
) -> None:
    page.goto(f"{live_server.url}/sample/{place}/?environment={environment}")
    expect(page).to_have_title(re.compile(f"^{word} · "))
    expect(page.locator(".env")).to_have_text(word)
    edge = page.evaluate("getComputedStyle(document.body, '::before').borderBlockStartStyle")
    assert edge == line
    expect(page.locator("link[rel=icon]")).to_have_attribute("href", re.compile(icon))


def test_the_menu_keeps_its_width_on_the_next_page(frame: Page) -> None:
    frame.get_by_role("button", name="Narrow or widen the menu").click()
    frame.reload()
    expect(frame.locator("html")).to_have_attribute("data-nav", "icons")
    frame.get_by_role("button", name="Narrow or widen the menu").click()
    frame.reload()
    assert frame.locator("html").get_attribute("data-nav") is None


def test_on_a_phone_the_menu_opens_and_escape_closes_it(page: Page, live_server) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}/sample/frame/")
    menu = page.get_by_role("navigation", name="Main")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(menu.get_by_role("link", name="Accounts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_a_dialog_opens_and_closes_by_keyboard_alone(frame: Page) -> None:
    frame.get_by_role("button", name="Delete…").focus()
    frame.keyboard.press("Enter")
    dialog = frame.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Keep the account")).to_be_focused()
    frame.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(frame.get_by_role("button", name="Delete…")).to_be_focused()


def test_the_first_tab_stop_leads_past_the_menu(frame: Page) -> None:
    frame.keyboard.press("Tab")
    expect(frame.get_by_role("link", name="Skip to content")).to_be_focused()
    frame.keyboard.press("Enter")
    expect(frame.locator("#main")).to_be_focused()


@pytest.mark.parametrize("layout", ["base.html", "door.html"])
def test_an_error_page_says_what_is_kept_and_what_to_do(page: Page, live_server, layout: str) -> None:
    page.goto(f"{live_server.url}/sample/mishap/?layout={layout}")
    expect(page.get_by_role("heading", level=1)).to_have_text("The accounts cannot be shown")
    expect(page.locator(".mishap")).to_contain_text("Your filters are kept.")
    expect(page.get_by_role("link", name="Try again")).to_be_visible()
    expect(page.locator("#reference")).to_have_text("7f3a-20c1")


def test_what_copies_puts_the_reference_on_the_clipboard(page: Page, context, live_server) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_server.url}/sample/mishap/?layout=base.html")
    page.get_by_role("button", name="Copy the reference").click()
    expect(page.get_by_role("status")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "7f3a-20c1"


@pytest.mark.parametrize("width", [320, 640, 1024, 2560])
@pytest.mark.parametrize("place", ["frame", "door", "mishap"])
def test_no_page_scrolls_sideways(page: Page, live_server, place: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/sample/{place}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
