"""A real browser: Chromium in front of the console, watched for anything that a page must not do."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from apps.access.models import ConsoleRole, User
from tests.browser.checks import settle
from tests.console.screens.people import EVERYTHING, credential_of, own_cache, signinghub

__all__ = ["credential_of", "own_cache", "signinghub"]

# Playwright runs an event loop in this thread; Django would refuse to set up the database beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

EMAIL = "priya@nordlicht.example"
# How the browser and htmx report that an answer failed. Whether it should have is what the test itself looks at.
# A request that a newer one replaces is reported so too.
FAILED_ANSWERS = (
    "Failed to load resource",
    "Response Status Error Code",
    "htmx:sendError",
    "htmx:sendAbort",
    "htmx:afterRequest",
)
# The one foreign host that a page may show, in the frame of a report; a stand-in answers for it.
POWER_BI = "https://app.powerbi.com/"
BLANK = '<!doctype html><html lang="en"><title>Power BI</title><main><h1>Power BI</h1></main></html>'
PAGE_TYPES = {"document", "xhr", "fetch"}
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The browser to drive: the path in CHROMIUM, else the first of the usual names."""
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    found = next((path for name in names if name and (path := which(name))), None)
    if found is None:
        pytest.exit("Chromium is missing: install it (apt-get install chromium) or put its path in CHROMIUM.", 1)
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """How pytest-playwright starts the browser."""
    return {"executable_path": chromium(), "args": CHROMIUM_FLAGS}


@dataclass
class Watch:
    """What a page did that it must not do: script errors, refusals by the policy, requests to other hosts."""

    host: str
    mishaps: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        """Anything on the console, except that an answer failed."""
        if message.type in {"error", "warning"} and not message.text.startswith(FAILED_ANSWERS):
            self.mishaps.append(f"{message.type}: {message.text}")

    def request(self, request: Request) -> None:
        """Nothing may come from, or go to, another host; only the frame of a report shows Power BI's."""
        is_report = request.url.startswith(f"{POWER_BI}reportEmbed?") and request.is_navigation_request()
        if urlsplit(request.url).netloc != self.host and not is_report:
            self.mishaps.append(f"asked another host: {request.url}")

    def response(self, response: Response) -> None:
        """Style sheets, scripts, fonts and pictures must be there."""
        if response.status >= 400 and response.request.resource_type not in PAGE_TYPES:
            self.mishaps.append(f"{response.status} for {response.url}")

    def error(self, error: Exception) -> None:
        """An exception nobody caught. That the cross-fade between two pages was cut short is none of ours."""
        if str(error).startswith("Transition was "):
            return
        self.mishaps.append(f"exception: {error}")


def watch(page: Page, host: str) -> Watch:
    """Begin to watch a page of `host` (with its port)."""
    watching = Watch(host)
    page.on("console", watching.console)
    page.on("request", watching.request)
    page.on("response", watching.response)
    page.on("pageerror", watching.error)
    return watching


@pytest.fixture
def page(context: BrowserContext, live_server) -> Iterator[Page]:
    """A page of the console; the test fails if it did anything that a page must not do."""
    context.route(f"{POWER_BI}**", lambda route: route.fulfill(body=BLANK, content_type="text/html"))
    page = context.new_page()
    watching = watch(page, urlsplit(live_server.url).netloc)
    yield page
    assert watching.mishaps == []


@pytest.fixture
def signed_in(page: Page, live_server, transactional_db, credential_of, settings) -> Page:
    """The page of a delegate who may do everything and has signed in."""
    settings.REQUIRE_SECOND_FACTOR = False
    role = ConsoleRole.objects.create(name="Everything", rights=EVERYTHING)
    user = User(
        email=EMAIL, kind=User.Kind.DELEGATE, role=role, credential=credential_of("administrator"), is_custodian=True
    )
    user.save()
    # test_sign_in.py does it through the page, which takes as long as most of what the others do.
    session = Client()
    session.force_login(user)
    # As if they had just been asked again: what asks for that is among the pages to look at.
    proven = session.session
    proven["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    proven.save()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.cookies[settings.SESSION_COOKIE_NAME].value}
    page.context.add_cookies([{**cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/")
    settle(page)
    return page


@pytest.fixture
def sample_pages(settings) -> None:
    """The frames with made-up content, under addresses that exist in tests only (pages.py)."""
    settings.ROOT_URLCONF = "tests.browser.pages"
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], Path(__file__).parent / "templates"]}]
