"""The dashboard in a browser: parts load, fail and are tried again by themselves, and nobody meets a barrier."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings as console_settings
from playwright.sync_api import Page, expect

from sandbox.faults import Fault, Kind
from tests.browser.checks import barriers, faults
from tests.console.screens.people import ann, answer_with, credential_of, own_cache, person, signinghub

__all__ = ["ann", "answer_with", "credential_of", "own_cache", "person", "signinghub"]
pytestmark = pytest.mark.browser


@pytest.fixture
def dashboard(page: Page, live_server, ann):
    """Opens the dashboard as somebody with every right."""
    name = console_settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": ann.cookies[name].value, "url": live_server.url}])

    def open_it() -> Page:
        page.goto(f"{live_server.url}/")
        return page

    return open_it


def settled(page: Page) -> None:
    expect(page.locator("[aria-busy]")).to_have_count(0)


def test_the_gravest_line_stands_first_and_leads_to_what_is_behind_it(dashboard) -> None:
    page = dashboard()
    settled(page)
    places = {
        words: page.get_by_text(words).bounding_box()["y"]
        for words in ("The SigningHub licence ends on", "Signatures: 18,777 left", "accounts are locked")
    }
    assert list(places) == sorted(places, key=places.get)
    page.get_by_role("link", name="See accounts").click()
    expect(page).to_have_url(re.compile(r"/accounts/\?accounts=LOCKED$"))


def test_a_part_that_hangs_leaves_the_page_and_the_others_whole(dashboard, sandbox, monkeypatch) -> None:
    monkeypatch.setattr("console.screens.parts.PATIENCE", 2)
    sandbox.faults.add(Fault("listTransactionLogs", Kind.HANG))
    page = dashboard()
    expect(page.get_by_text("SQL-CLUSTER")).to_be_visible()
    expect(page.get_by_text("accounts are locked")).to_be_visible()
    expect(page.locator("#part-dashboard-payments")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#part-dashboard-payments")).to_contain_text("SigningHub took longer than 2 seconds.")
    expect(page.locator("#notices")).to_be_empty()


def test_trying_again_brings_the_part_alone_and_keeps_the_keyboard_there(dashboard, sandbox) -> None:
    sandbox.faults.add(Fault("getDashboard", Kind.FAIL))
    page = dashboard()
    settled(page)
    sandbox.faults.clear()
    sandbox.requests.clear()
    again = page.locator("#part-dashboard-system").get_by_role("link", name="Try again")
    again.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("SQL-CLUSTER")).to_be_visible()
    expect(page.locator("#part-dashboard-system")).to_be_focused()
    assert [request.operation for request in sandbox.requests] == ["getDashboard"]


def test_a_part_whose_request_reaches_nobody_says_so_in_its_place(dashboard, page: Page) -> None:
    page.route("**/dashboard/system/", lambda route: route.abort())
    dashboard()
    part = page.locator("#part-dashboard-system")
    expect(part).to_contain_text("the console did not answer")
    page.unroute("**/dashboard/system/")
    part.get_by_role("link", name="Try again").click()
    expect(page.get_by_text("SQL-CLUSTER")).to_be_visible()


def test_when_all_is_well_it_says_that_nothing_needs_anybody(dashboard, answer_with) -> None:
    answer_with("getDashboard", {"license": {"days_left": 400}})
    answer_with("getLicenseConstraints", [{"name": "Users", "allowed": 100, "consumed": 3}])
    answer_with("listTransactionLogs", [], total=0)
    page = dashboard()
    settled(page)
    expect(page.get_by_text("Nothing needs you.", exact=True)).to_be_hidden()
    answer_with("listAccounts", [], total=0)
    page.get_by_role("link", name="Read again").click()
    expect(page.get_by_text("Nothing needs you.", exact=True)).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_nobody_meets_a_barrier_in_any_state(dashboard, page: Page, live_server, sandbox, scheme, width) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    sandbox.faults.add(Fault("listTransactionLogs", Kind.FAIL))
    sandbox.faults.add(Fault("validateLicenseExpiry", Kind.FAIL))
    dashboard()
    settled(page)
    for place in ("/", "/configuration/license/", "/billing/transactions/", "/billing/transactions/17/"):
        page.goto(f"{live_server.url}{place}")
        settled(page)
        assert barriers(page) == [], place
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place


def test_the_pages_and_their_parts_are_valid_html(ann, sandbox, tmp_path: Path) -> None:
    def alone(name: str) -> str:
        part = ann.get(f"/dashboard/{name}/", headers={"HX-Request": "true"}).content.decode()
        frame = '<!doctype html><html lang="en"><head><title>A part</title></head><body><main><h1>A page</h1>{}</main>'
        return f"{frame.format(part)}</body></html>"

    sandbox.faults.add(Fault("listTransactionLogs", Kind.FAIL))
    pages = {
        "waiting": ann.get("/").content.decode(),
        "failed": alone("payments"),
        "here": alone("system"),
        "part": ann.get("/dashboard/system/").content.decode(),
        "check": ann.get("/dashboard/locked/").content.decode(),
        "licence": ann.get("/configuration/license/").content.decode(),
    }
    assert faults(pages, tmp_path) == []
