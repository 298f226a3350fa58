"""Every page that a person can walk to, found by following the links: what it must not do, whom it must not stop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page, expect

from apps.access.models import User
from tests.browser.checks import barriers, faults, settle
from tests.browser.conftest import EMAIL

pytestmark = pytest.mark.browser

MANNERS = {
    "light": {"color_scheme": "light", "width": 1440, "language": "en"},
    "dark, on a phone": {"color_scheme": "dark", "width": 390, "language": "en"},
    "right to left": {"color_scheme": "light", "width": 1440, "language": "ar"},
    "right to left, dark, as narrow as it gets": {"color_scheme": "dark", "width": 320, "language": "ar"},
}


def walk(page: Page, live_server) -> Iterator[str]:
    """Open each page of the console once per kind of address, and yield its route when it stands complete."""
    host = urlsplit(live_server.url).netloc
    waiting, seen = ["/"], set()
    while waiting:
        path = waiting.pop(0)
        route = route_of(path)
        if route is None or route in seen:
            continue
        seen.add(route)
        try:
            response = page.goto(live_server.url + path)
        except Error as error:
            if "Download is starting" in error.message:
                continue
            raise
        assert response is not None, path
        if not response.headers.get("content-type", "").startswith("text/html"):
            continue
        assert response.status < 400, f"{response.status} for {path}"
        settle(page)
        yield route
        links = page.eval_on_selector_all(
            "a[href]:not([download])", "links => links.map(link => new URL(link.getAttribute('href'), location).href)"
        )
        waiting += [urlsplit(link).path for link in links if urlsplit(link).netloc == host]


def route_of(path: str) -> str | None:
    """The pattern that an address belongs to; None where it is no page of the console."""
    try:
        return resolve(path).route
    except Resolver404:
        return None


@pytest.mark.parametrize("manner", MANNERS)
def test_no_page_holds_a_barrier_or_scrolls_sideways(signed_in: Page, live_server, manner: str) -> None:
    wanted = MANNERS[manner]
    User.objects.filter(email=EMAIL).update(language=wanted["language"])
    signed_in.emulate_media(color_scheme=wanted["color_scheme"], reduced_motion="reduce")
    signed_in.set_viewport_size({"width": wanted["width"], "height": 900})
    found = {}
    for route in walk(signed_in, live_server):
        found[route] = barriers(signed_in)
        if signed_in.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[route].append("scrolls sideways")
        assert signed_in.locator("html").get_attribute("dir") == ("rtl" if wanted["language"] == "ar" else "ltr")
    assert len(found) > 5
    assert {route: problems for route, problems in found.items() if problems} == {}


def test_every_page_is_valid_names_known_icons_and_is_not_kept_by_the_browser(
    signed_in: Page, live_server, tmp_path: Path
) -> None:
    sprite = signed_in.request.get(f"{live_server.url}/static/dist/icons.svg").text()
    pages, missing = {}, set()
    for route in walk(signed_in, live_server):
        html = signed_in.request.get(signed_in.url).text()
        pages["".join(letter if letter.isalnum() else "-" for letter in route) or "home"] = html
        names = signed_in.eval_on_selector_all("use", "uses => uses.map(use => use.getAttribute('href').split('#')[1])")
        missing |= {name for name in names if f'id="{name}"' not in sprite}
    assert missing == set()
    assert faults(pages, tmp_path) == []
    kept = signed_in.evaluate("Object.values({...localStorage, ...sessionStorage}).join()")
    assert "<" not in kept


def test_back_leads_to_the_list_as_it_was_filtered(signed_in: Page, live_server) -> None:
    signed_in.goto(f"{live_server.url}/accounts/")
    signed_in.get_by_role("link", name="Locked", exact=True).click()
    rows = signed_in.locator("main tbody tr")
    expect(rows.first.locator(".state")).to_have_text("Locked")
    filtered = signed_in.url
    first = rows.first.locator("th").inner_text()
    rows.first.locator("th a").click()
    expect(signed_in.get_by_role("heading", level=1)).to_contain_text(first)
    signed_in.go_back()
    expect(signed_in).to_have_url(filtered)
    expect(rows.first.locator("th")).to_have_text(first)
    expect(signed_in.get_by_role("navigation", name="Main")).to_be_visible()
    signed_in.go_back()
    expect(signed_in.get_by_role("heading", level=1)).to_have_text("Accounts")


def test_an_account_is_found_opened_and_edited_by_keyboard_alone(signed_in: Page, live_server) -> None:
    # Not a guest, of whom only the name can be changed.
    signed_in.goto(f"{live_server.url}/accounts/?accounts=ENTERPRISE")
    first = signed_in.locator("main tbody th a").first
    wanted = first.inner_text()
    tab_to(signed_in, "main input[type=search]")
    signed_in.keyboard.type(wanted)
    signed_in.keyboard.press("Enter")
    expect(signed_in.locator("main tbody th").first).to_contain_text(wanted)
    tab_to(signed_in, "main tbody th a")
    signed_in.keyboard.press("Enter")
    expect(signed_in.get_by_role("heading", level=1)).to_contain_text(wanted)
    tab_to(signed_in, "main .head .acts a:has-text('Edit')")
    signed_in.keyboard.press("Enter")
    expect(signed_in.get_by_role("heading", level=1)).to_contain_text("Edit")
    tab_to(signed_in, "main form input:not([type=hidden])")
    signed_in.keyboard.press("End")
    signed_in.keyboard.type("x")
    # Leaving now would lose a letter; the guard asks.
    asked = []
    signed_in.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    signed_in.reload()
    assert asked == ["beforeunload"]


def tab_to(page: Page, selector: str, at_most: int = 120) -> None:
    """Press Tab until the first element of the selector has the focus; every stop on the way must be visible."""
    wanted = page.locator(selector).first
    expect(wanted).to_be_attached()
    for _press in range(at_most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{selector} was not reached within {at_most} stops")
