"""The frames themselves, before any screen stands in them: barriers and faults would be in every page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.checks import barriers, faults

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("sample_pages")]

PLACES = ["frame/?say=Unlocked.&warn=Not+saved.", "door/?environment=test", "mishap/?layout=base.html", "mishap/"]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
@pytest.mark.parametrize("place", PLACES)
def test_nobody_meets_a_barrier(page: Page, live_server, place: str, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/sample/{place}")
    assert barriers(page) == []


def test_the_style_sheet_locks_no_orientation(page: Page, live_server) -> None:
    page.goto(f"{live_server.url}/sample/frame/")
    assert barriers(page, "css-orientation-lock") == []


def test_open_menus_and_dialogs_hold_no_barrier(page: Page, live_server) -> None:
    page.goto(f"{live_server.url}/sample/frame/")
    page.get_by_role("button", name="Priya Natarajan").click()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Delete…").click()
    assert barriers(page) == []


def test_the_frames_are_valid_html(client, tmp_path: Path) -> None:
    pages = {
        place.partition("/")[0] + str(n): client.get(f"/sample/{place}").content.decode()
        for n, place in enumerate(PLACES)
    }
    assert faults(pages, tmp_path) == []
