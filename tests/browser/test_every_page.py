"""Every page that a person can walk to, found by following the links: what it must not do, whom it must not stop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page, expect

from apps.access.models import User
from console.audit.record import event
from tests.browser.checks import barriers, faults, settle
from tests.browser.conftest import EMAIL

pytestmark = pytest.mark.browser

# How narrow the page is made in each language, beside its full width: a phone, and the least that is promised.
NARROW = {"en": 390, "ar": 320}
WIDE = 1440
# The first step of the addresses that one walk looks at, so that no walk takes long; the last one takes all others.
SECTIONS = ("accounts", "configuration", "audit", "")
# How many kinds of pages a walk finds at least. The audit is a room of its own, with a list, an entry and a file.
LEAST = {"audit": 4}


# Where the page leads, the menu that its rows share at each of them included.
LINKS = """() => {
    const isPage = (link) => !link.hasAttribute("download");
    const addresses = [...document.links].filter(isPage).map((link) => link.getAttribute("href"));
    for (const { dataset } of document.querySelectorAll("button[data-key]")) {
        for (const item of document.querySelectorAll("#row-acts [data-act]")) {
            const { before, after } = item.firstElementChild.dataset;
            const isOffered = !(dataset.without ?? "").split(" ").includes(item.dataset.act);
            if (isOffered) addresses.push(before + dataset.key + after);
        }
    }
    return addresses.map((address) => new URL(address, location).href);
}"""


def walk(page: Page, live_server, section: str) -> Iterator[tuple[str, str]]:
    """Open each page of a section once per kind of address; yield its route and its HTML when it stands complete."""
    host = urlsplit(live_server.url).netloc
    waiting, seen = ["/"], set()
    while waiting:
        path = waiting.pop(0)
        route = route_of(path)
        if route is None or route in seen or (path != "/" and section_of(path) != section):
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
        yield route, response.text()
        links = page.evaluate(LINKS)
        waiting += [urlsplit(link).path for link in links if urlsplit(link).netloc == host]


def section_of(path: str) -> str:
    """The section that an address belongs to."""
    first = path.split("/")[1]
    return first if first in SECTIONS else ""


def route_of(path: str) -> str | None:
    """The pattern that an address belongs to; None where it is no page of the console."""
    try:
        return resolve(path).route
    except Resolver404:
        return None


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", NARROW)
def test_every_page_is_valid_holds_no_barrier_and_never_scrolls_sideways(
    signed_in: Page, live_server, language: str, section: str, tmp_path: Path
) -> None:
    """In the light and wide, in the dark and narrow. One walk looks at all of it."""
    # Nobody who keeps the vault reads the audit.
    is_auditor = section == "audit"
    User.objects.filter(email=EMAIL).update(language=language, is_auditor=is_auditor, is_custodian=not is_auditor)
    event("sign-in", email=EMAIL, title="Signed in", values={"reason": "<b>a look</b> at " + "everything" * 30})
    sprite = signed_in.request.get(f"{live_server.url}/static/dist/icons.svg").text()
    pages, found = {}, {}
    for route, html in walk(signed_in, live_server, section):
        pages["".join(letter if letter.isalnum() else "-" for letter in route) or "home"] = html
        assert signed_in.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        wide(signed_in)
        found[route] = sideways(signed_in) + unknown_icons(signed_in, sprite)
        # axe takes most of the time: English it sees in the light and wide, Arabic in the dark and narrow.
        if language == "en":
            found[route] += barriers(signed_in)
        narrow(signed_in, NARROW[language])
        if language == "ar":
            found[route] += barriers(signed_in)
        found[route] += sideways(signed_in)
    assert len(found) >= LEAST.get(section, 21)
    assert {route: problems for route, problems in found.items() if problems} == {}
    assert faults(pages, tmp_path) == []
    kept = signed_in.evaluate("Object.values({...localStorage, ...sessionStorage}).join()")
    assert "<" not in kept


def wide(page: Page) -> None:
    """As on a desk, in the light."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": WIDE, "height": 900})


def narrow(page: Page, width: int) -> None:
    """As on a phone, in the dark."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})


def sideways(page: Page) -> list[str]:
    """Whether the page as a whole can be pushed to a side."""
    is_wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [f"scrolls sideways at {page.viewport_size}"] if is_wider else []


def unknown_icons(page: Page, sprite: str) -> list[str]:
    """The icons that the page asks for and that the sheet of icons does not have."""
    names = page.eval_on_selector_all("use", "uses => uses.map(use => use.getAttribute('href').split('#')[1])")
    return [f"no icon {name}" for name in sorted(set(names)) if f'id="{name}"' not in sprite]


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
