"""Signing in as a person does it, with a keyboard and a passkey; and the door's pages against axe and html-validate."""

from __future__ import annotations

from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from apps.access.enrolment.links import make_link
from apps.access.models import ConsoleRole, User
from tests.browser.checks import barriers, faults

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "sam@console.example", "correct horse battery staple"


@pytest.fixture
def sam(transactional_db) -> User:
    """A delegate who may do nothing at SigningHub, which none of these pages asks."""
    role, _is_new = ConsoleRole.objects.get_or_create(name="Nothing")
    user = User(email=EMAIL, kind=User.Kind.DELEGATE, role=role)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def passkey(page: Page) -> None:
    """A device that holds passkeys and whose owner always agrees."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "hasResidentKey": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page: Page, live_server) -> None:
    page.goto(f"{live_server.url}/signin/?next=/profile/")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def test_a_passkey_is_set_up_and_then_finishes_the_sign_in(page: Page, live_server, sam, passkey, settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(page, live_server)
    page.get_by_role("link", name="A passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    assert Authenticator.objects.filter(user=sam, type=Authenticator.Type.WEBAUTHN).count() == 1

    page.context.clear_cookies()
    sign_in(page, live_server)
    expect(page.get_by_role("heading", name="Confirm it is you")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{live_server.url}/profile/")


def test_a_wrong_password_is_said_and_the_address_stays(page: Page, live_server, sam) -> None:
    page.goto(f"{live_server.url}/signin/")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert").filter(has_text="is not right")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value(EMAIL)
    expect(page.get_by_label("Password")).to_have_value("")
    assert barriers(page) == []


def test_back_after_signing_out_shows_nothing_of_the_session(page: Page, live_server, sam) -> None:
    sign_in(page, live_server)
    page.get_by_role("button", name=EMAIL).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_nobody_meets_a_barrier_on_the_way_in(page: Page, live_server, sam, settings, scheme, width) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/signin/")
    assert barriers(page) == []
    page.goto(f"{live_server.url}/enrol/{make_link(sam)}/")
    assert barriers(page) == []
    sign_in(page, live_server)
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="An authenticator app").click()
    expect(page.get_by_label("Square code")).to_be_visible()
    assert barriers(page) == []


def test_nobody_meets_a_barrier_in_their_profile(page: Page, live_server, sam) -> None:
    sign_in(page, live_server)
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    for place in ("/profile/", "/profile/password/", "/profile/authenticator/", "/profile/passkeys/"):
        page.goto(f"{live_server.url}{place}")
        assert barriers(page) == [], place


def test_the_pages_of_signing_in_are_valid_html(client, sam, settings, tmp_path: Path) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    pages = {
        "sign-in": client.get("/signin/"),
        "refused": client.post("/signin/", {"email": EMAIL, "password": "wrong"}),
        "enrol": client.get(f"/enrol/{make_link(sam)}/"),
        "enrol-closed": client.get("/enrol/nothing/"),
    }
    client.post("/signin/", {"email": EMAIL, "password": PASSWORD})
    pages |= {
        "choose": client.get("/signin/factor/"),
        "authenticator": client.get("/signin/factor/authenticator/"),
        "passkey": client.get("/signin/factor/passkey/"),
    }
    settings.REQUIRE_SECOND_FACTOR = False
    pages |= {f"own-{name}": client.get(f"/profile/{name}/") for name in ("password", "authenticator", "passkeys")}
    pages |= {"profile": client.get("/profile/"), "again": client.get("/signin/again/")}
    assert faults({name: page.content.decode() for name, page in pages.items()}, tmp_path) == []
