"""Accounts in a browser: a page whose parts stand or fall alone, and several unlocked at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sandbox.faults import Fault, Kind
from tests.browser.checks import barriers, faults

pytestmark = pytest.mark.browser

LOCKED, LOCKED_NAME = 1002, "Олександра Ковальчук"


def settled(page: Page) -> None:
    expect(page.locator("[aria-busy]")).to_have_count(0)


def test_a_part_that_fails_leaves_the_others_whole_and_comes_when_tried_again(
    signed_in: Page, live_server, sandbox
) -> None:
    sandbox.faults.add(Fault("listUserActivity", Kind.FAIL))
    signed_in.goto(f"{live_server.url}/accounts/{LOCKED}/")
    settled(signed_in)
    part = signed_in.locator("#part-account-activity-part")
    expect(part).to_contain_text("This part did not load.")
    expect(signed_in.locator("#part-account-payments-part")).to_contain_text("GBP")
    expect(signed_in.locator("#part-enterprise-users-part")).to_contain_text(LOCKED_NAME)
    sandbox.faults.clear()
    sandbox.requests.clear()
    part.get_by_role("link", name="Try again").click()
    expect(part.get_by_role("link", name="All activity")).to_be_visible()
    assert [request.operation for request in sandbox.requests] == ["listUserActivity"]


def test_a_part_leads_to_all_of_it_and_back_to_the_account(signed_in: Page, live_server) -> None:
    signed_in.goto(f"{live_server.url}/accounts/{LOCKED}/")
    signed_in.get_by_role("link", name="All activity").click()
    expect(signed_in).to_have_url(f"{live_server.url}/accounts/{LOCKED}/activity/")
    signed_in.get_by_role("link", name=f"Account {LOCKED}").click()
    expect(signed_in.get_by_role("heading", level=1)).to_contain_text(LOCKED_NAME)
    signed_in.get_by_role("navigation", name="You are here").get_by_role("link", name="Nordlicht").click()
    expect(signed_in.get_by_role("heading", level=1)).to_contain_text("Nordlicht Versicherungsgruppe")


def test_back_after_saving_shows_the_form_with_what_was_saved(signed_in: Page, live_server) -> None:
    signed_in.goto(f"{live_server.url}/accounts/{LOCKED}/edit/")
    signed_in.get_by_label("Job title").fill("Head of Back")
    signed_in.get_by_role("button", name="Review changes").click()
    expect(signed_in.get_by_role("heading", name="What will change")).to_be_visible()
    signed_in.get_by_role("button", name="Save").click()
    expect(signed_in).to_have_url(f"{live_server.url}/accounts/{LOCKED}/")
    signed_in.go_back()
    expect(signed_in.get_by_label("Job title")).to_have_value("Head of Back")


def test_the_bar_comes_with_the_first_choice_counts_and_goes_when_cleared(signed_in: Page, live_server) -> None:
    signed_in.goto(f"{live_server.url}/accounts/?accounts=LOCKED")
    bar, every = signed_in.locator(".bulk"), signed_in.get_by_label("Choose every row of this page")
    expect(bar).to_be_hidden()
    signed_in.get_by_label(f"Choose {LOCKED_NAME}").check()
    expect(bar).to_contain_text("1 chosen on this page")
    every.check()
    expect(bar).to_contain_text(re.compile(r"^\s*(?!1 )\d+ chosen"))
    bar.get_by_role("button", name="Clear").click()
    expect(bar).to_be_hidden()
    expect(every).to_be_focused()
    expect(every).not_to_be_checked()


def test_several_are_unlocked_and_the_one_that_was_not_stays_chosen(signed_in: Page, live_server, sandbox) -> None:
    signed_in.goto(f"{live_server.url}/accounts/?accounts=LOCKED")
    for name in (LOCKED_NAME, "김민준"):
        signed_in.get_by_label(f"Choose {name}").check()
    signed_in.get_by_role("button", name="Unlock accounts").click()
    sandbox.faults.add("operation=unlockUserAccount kind=fail status=409 times=1")
    signed_in.get_by_role("button", name="Unlock accounts").click()
    expect(signed_in.get_by_text("Done for 1 of 2.")).to_be_visible()
    expect(signed_in.locator("tbody :checked")).to_have_count(1)
    signed_in.get_by_role("button", name="Try the chosen ones again").click()
    signed_in.get_by_role("button", name="Unlock accounts").click()
    expect(signed_in.get_by_role("status").filter(has_text="unlocked")).to_be_visible()
    expect(signed_in).to_have_url(f"{live_server.url}/accounts/?accounts=LOCKED")
    assert not any(sandbox.world.accounts.get(pk)["locked"] for pk in (LOCKED, 1007))


def test_the_menu_of_a_row_opens_by_keyboard_and_gives_the_focus_back(signed_in: Page, live_server) -> None:
    signed_in.goto(f"{live_server.url}/accounts/?q=kovalchuk%40nordlicht")
    button = signed_in.get_by_role("button", name=f"Acts on {LOCKED_NAME}")
    button.focus()
    signed_in.keyboard.press("Enter")
    act = signed_in.locator("#row-acts").get_by_role("link", name="Unlock account")
    expect(act).to_be_visible()
    signed_in.keyboard.press("Escape")
    expect(act).to_be_hidden()
    expect(button).to_be_focused()
    signed_in.keyboard.press("Enter")
    for _entry in range(3):
        signed_in.keyboard.press("Tab")
    expect(act).to_be_focused()
    signed_in.keyboard.press("Enter")
    expect(signed_in.get_by_role("heading", level=1)).to_have_text("Unlock account")


def test_the_menu_that_all_rows_share_acts_on_the_row_it_was_opened_at_last(signed_in: Page, live_server) -> None:
    signed_in.goto(f"{live_server.url}/accounts/")
    menu = signed_in.locator("#row-acts")
    for row in (0, 3):
        record = signed_in.locator("main tbody th a").nth(row)
        button = signed_in.locator("main tbody button.more").nth(row)
        button.click()
        expect(menu).to_be_visible()
        opens = menu.get_by_role("link", name="Open")
        assert opens.get_attribute("href") == record.get_attribute("href")
        beside, own = menu.bounding_box(), button.bounding_box()
        assert abs(beside["y"] - own["y"] - own["height"]) < 20
    button.click()
    expect(menu).to_be_hidden()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390), ("light", 320)])
def test_nobody_meets_a_barrier_with_everything_open(signed_in: Page, live_server, sandbox, scheme, width) -> None:
    signed_in.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    signed_in.set_viewport_size({"width": width, "height": 900})

    def look() -> None:
        assert barriers(signed_in) == [], signed_in.url
        assert signed_in.evaluate("document.documentElement.scrollWidth <= innerWidth"), signed_in.url

    sandbox.faults.add(Fault("listAccountAlerts", Kind.FAIL))
    signed_in.goto(f"{live_server.url}/accounts/{LOCKED}/")
    settled(signed_in)
    look()
    signed_in.goto(f"{live_server.url}/accounts/?accounts=LOCKED")
    signed_in.get_by_label(f"Choose {LOCKED_NAME}").check()
    signed_in.get_by_role("button", name=f"Acts on {LOCKED_NAME}").click()
    look()
    signed_in.goto(f"{live_server.url}/accounts/unlock-chosen/?id={LOCKED}&id=1001")
    look()
    sandbox.faults.add("operation=unlockUserAccount kind=fail status=409 times=1")
    signed_in.get_by_role("button", name="Unlock accounts").click()
    expect(signed_in.get_by_text("Done for 0 of 1.")).to_be_visible()
    look()


def test_the_pages_and_their_parts_are_valid_html(signed_in: Page, live_server, tmp_path: Path) -> None:
    addresses = {
        "account": f"/accounts/{LOCKED}/",
        "enterprise": "/accounts/enterprises/501/",
        "users": "/accounts/enterprises/501/users/",
        "list": "/accounts/",
        "ask": f"/accounts/unlock-chosen/?id={LOCKED}&id=1001",
        "nothing": "/accounts/unlock-chosen/",
    }
    addresses |= {
        name: f"/accounts/{LOCKED}/parts/{name}/" for name in ("activity", "alerts", "certificates", "payments")
    }
    pages = {name: signed_in.request.get(f"{live_server.url}{path}").text() for name, path in addresses.items()}
    assert faults(pages, tmp_path) == []
