"""The box that finds things, by keyboard, in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.checks import barriers, faults

pytestmark = pytest.mark.browser

LOCKED, LOCKED_NAME, LOCKED_EMAIL = 1002, "Олександра Ковальчук", "o.kovalchuk@nordlicht.example"


@pytest.fixture
def profile(signed_in: Page, live_server) -> Page:
    """A page that has nothing to do with accounts."""
    signed_in.goto(f"{live_server.url}/profile/")
    return signed_in


def opened(page: Page) -> Locator:
    """The box, opened by its key."""
    page.keyboard.press("Control+k")
    box = page.get_by_role("dialog", name="Find")
    expect(box.get_by_role("searchbox")).to_be_focused()
    return box


def searches(sandbox) -> int:
    return [request.operation for request in sandbox.requests].count("listAccounts")


def test_a_support_call_in_two_steps(profile: Page, live_server, sandbox) -> None:
    profile.keyboard.press("Control+k")
    profile.keyboard.type(LOCKED_EMAIL)
    profile.keyboard.press("Enter")
    expect(profile).to_have_url(f"{live_server.url}/accounts/{LOCKED}/")
    profile.get_by_role("link", name="Unlock account").click()
    profile.get_by_role("button", name="Unlock").click()
    expect(profile.locator("#toasts")).to_contain_text("Account unlocked.")
    assert not sandbox.world.accounts.get(LOCKED)["locked"]


def test_going_back_after_enter_leads_to_where_one_was(profile: Page, live_server) -> None:
    opened(profile)
    profile.keyboard.type(LOCKED_EMAIL)
    profile.keyboard.press("Enter")
    expect(profile).to_have_url(f"{live_server.url}/accounts/{LOCKED}/")
    profile.go_back()
    expect(profile).to_have_url(f"{live_server.url}/profile/")


def test_an_act_is_reached_by_arrows_alone(profile: Page, live_server) -> None:
    box = opened(profile)
    profile.keyboard.type(LOCKED_EMAIL)
    expect(box.get_by_role("link", name=LOCKED_NAME)).to_be_visible()
    profile.keyboard.press("ArrowDown")
    expect(box.get_by_role("link", name=LOCKED_NAME)).to_be_focused()
    profile.keyboard.press("ArrowDown")
    profile.keyboard.press("Enter")
    expect(profile).to_have_url(f"{live_server.url}/accounts/{LOCKED}/unlock/")


def test_arrows_go_round_and_typing_goes_on_in_the_box(profile: Page) -> None:
    box = opened(profile)
    profile.keyboard.type("second")
    result = box.get_by_role("link", name="Profile and second factor")
    expect(result).to_be_visible()
    expect(box.get_by_text("No account has this in its name.")).to_be_visible()
    profile.keyboard.press("ArrowUp")
    expect(result).to_be_focused()
    profile.keyboard.press("ArrowDown")
    expect(box.get_by_role("searchbox")).to_be_focused()
    profile.keyboard.press("ArrowUp")
    profile.keyboard.type(" factor")
    expect(box.get_by_role("searchbox")).to_have_value("second factor")


def test_escape_closes_the_box_and_gives_the_focus_back(profile: Page) -> None:
    name = profile.get_by_label("Name", exact=True)
    name.focus()
    box = opened(profile)
    profile.keyboard.type("roles")
    expect(box.get_by_role("link", name="Roles Access")).to_be_visible()
    profile.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(name).to_be_focused()
    # What was found is still there, and typed over.
    box = opened(profile)
    expect(box.get_by_role("link", name="Roles Access")).to_be_visible()
    profile.keyboard.type("lic")
    expect(box.get_by_role("link", name="Licence")).to_be_visible()
    expect(box.get_by_role("searchbox")).to_have_value("lic")


def test_the_pointer_opens_and_closes_the_box_too(profile: Page) -> None:
    profile.get_by_role("link", name="Find an account, a screen or an act").click()
    box = profile.get_by_role("dialog", name="Find")
    expect(box.get_by_role("link", name="Dashboard")).to_be_visible()
    box.get_by_role("button", name="Close").click()
    expect(box).to_be_hidden()
    profile.get_by_role("link", name="Find an account, a screen or an act").click()
    profile.mouse.click(5, 500)
    expect(box).to_be_hidden()


def test_what_was_found_is_announced_in_a_few_words(profile: Page) -> None:
    box = opened(profile)
    profile.keyboard.type(LOCKED_EMAIL)
    expect(box.locator("[data-find-said]")).to_have_text("1 account. 0 screens and acts.")
    box.get_by_role("searchbox").fill("nobody at all")
    expect(box.locator("[data-find-said]")).to_have_text("0 accounts. 0 screens and acts.")


def test_typing_without_a_pause_asks_signinghub_once(profile: Page, sandbox) -> None:
    box = opened(profile)
    before = searches(sandbox)
    profile.keyboard.type(LOCKED_EMAIL)
    expect(box.get_by_role("link", name=LOCKED_NAME)).to_be_visible()
    assert searches(sandbox) - before == 1


def test_what_was_typed_last_is_what_is_found(profile: Page) -> None:
    box = opened(profile)
    for typed in ("nord", "individual", "hostile", LOCKED_EMAIL):
        box.get_by_role("searchbox").fill(typed)
        profile.wait_for_timeout(230)
    expect(box.get_by_role("heading", name=f"Acts on {LOCKED_NAME}")).to_be_visible()
    expect(box.locator("#find-accounts a")).not_to_have_count(0)


def test_screens_come_at_once_while_signinghub_hangs(profile: Page, live_server, sandbox) -> None:
    sandbox.faults.add("operation=listAccounts kind=hang")
    box = opened(profile)
    profile.keyboard.type("roles")
    expect(box.get_by_role("link", name="Roles Access")).to_be_visible()
    profile.keyboard.press("Enter")
    expect(profile).to_have_url(f"{live_server.url}/roles/")


def test_a_failure_stands_where_the_accounts_would_be_and_is_tried_again_there(profile: Page, sandbox) -> None:
    sandbox.faults.add("operation=listAccounts kind=fail")
    box = opened(profile)
    profile.keyboard.type(LOCKED_EMAIL)
    expect(box.get_by_text("This part did not load.")).to_be_visible()
    assert barriers(profile) == []
    sandbox.faults.clear()
    box.get_by_role("link", name="Try again").click()
    expect(box.get_by_role("link", name=LOCKED_NAME)).to_be_visible()
    box.get_by_role("searchbox").fill("suzuki")
    expect(box.get_by_role("link", name="鈴木 一郎")).to_be_visible()


def test_a_console_that_does_not_answer_is_said_where_it_can_be_seen(profile: Page) -> None:
    profile.route("**/find/**", lambda route: route.abort())
    profile.keyboard.press("/")
    expect(profile.locator("#notices")).to_contain_text("The console did not answer")
    expect(profile.get_by_role("dialog", name="Find")).to_be_hidden()


def test_the_page_finds_as_the_box_does(profile: Page, live_server) -> None:
    profile.goto(f"{live_server.url}/find/?q=suzuki")
    expect(profile.get_by_role("searchbox")).to_be_focused()
    expect(profile.get_by_role("link", name="鈴木 一郎")).to_be_visible()
    profile.keyboard.type("roles")
    expect(profile.locator(".found").get_by_role("link", name="Roles Access")).to_be_visible()
    expect(profile.get_by_role("link", name="鈴木 一郎")).to_have_count(0)
    profile.get_by_role("heading", level=1).click()
    profile.keyboard.press("/")
    expect(profile.get_by_role("searchbox")).to_be_focused()


def test_everything_is_found_without_a_script(profile: Page, live_server, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, storage_state=profile.context.storage_state()) as plain:
        page = plain.new_page()
        page.goto(f"{live_server.url}/profile/")
        page.get_by_role("link", name="Find an account, a screen or an act").click()
        page.get_by_role("searchbox").fill("nordlicht")
        page.keyboard.press("Enter")
        page.get_by_role("link", name=LOCKED_NAME).click()
        expect(page).to_have_url(f"{live_server.url}/accounts/{LOCKED}/")
        page.get_by_role("link", name="Find an account, a screen or an act").click()
        page.get_by_role("searchbox").fill(LOCKED_EMAIL)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{live_server.url}/accounts/{LOCKED}/")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 320)])
def test_nobody_meets_a_barrier_and_nothing_scrolls_sideways(
    profile: Page, live_server, width: int, scheme: str
) -> None:
    profile.emulate_media(color_scheme=scheme)
    profile.set_viewport_size({"width": width, "height": 800})
    box = opened(profile)
    assert barriers(profile) == []
    for typed, seen in ((LOCKED_EMAIL, LOCKED_NAME), ("@nordlicht", "See all of them"), ("nobody", "Open the list")):
        box.get_by_role("searchbox").fill(typed)
        expect(box.get_by_role("link", name=seen)).to_be_visible()
        assert barriers(profile) == []
        assert box.evaluate("box => box.scrollWidth <= box.clientWidth")
    profile.goto(f"{live_server.url}/find/?q=@nordlicht")
    expect(profile.get_by_role("link", name="See all of them")).to_be_visible()
    assert barriers(profile) == []
    assert profile.evaluate("document.documentElement.scrollWidth") <= width


def test_the_box_is_valid_html(profile: Page, live_server, sandbox, tmp_path: Path) -> None:
    pages = {}
    for name, address in {
        "profile": "/profile/",
        "empty": "/find/",
        "waiting": "/find/?q=loc",
        "hostile": "/find/accounts/?q=hostile",
        "one": f"/find/accounts/?q={LOCKED_EMAIL}",
        "none": "/find/accounts/?q=nobody",
    }.items():
        pages[name] = profile.request.get(f"{live_server.url}{address}").text()
    assert faults(pages, tmp_path) == []
