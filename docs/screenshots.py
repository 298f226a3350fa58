"""Photograph every screen of a running demo into docs/screenshots/: desktop, dark, phone and Arabic.

    .venv/bin/python docs/screenshots.py [--address http://localhost:8000] [--to docs/screenshots]

Without a demo at that address it starts one (as `make demo` does) and ends it afterwards. It signs in as the
administrator and as the auditor, whose passwords the demo keeps in var/demo/.
"""

from __future__ import annotations

import argparse
import io
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from urllib.parse import urljoin, urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
ADMINISTRATOR = "administrator@signinghub.example"
AUDITOR = "auditor@demo.example"
# Where the demo keeps their passwords.
PASSWORD_FILES = {
    ADMINISTRATOR: Path("var/demo/sandbox/administrator.password.txt"),
    AUDITOR: Path(f"var/demo/{AUDITOR}.txt"),
}
DESKTOP = {"width": 1440, "height": 900}
FIRST_ROW = "main tbody th a"
ENTERPRISE = "main .views a:nth-child(2)"
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Screen:
    """A screen and how to get there: an address, then links to follow, by their words or as a selector."""

    name: str
    path: str
    follow: tuple[str, ...] = ()
    person: str = ADMINISTRATOR


@dataclass(frozen=True)
class Manner:
    """A way to look at a screen: what is added to its file name, the window, light or dark, the language."""

    suffix: str
    window: dict[str, int] = field(default_factory=lambda: DESKTOP)
    scheme: str = "light"
    language: str = "en"


SCREENS = (
    Screen("dashboard", "/"),
    Screen("accounts", "/accounts/"),
    Screen("account", "/accounts/", (ENTERPRISE, FIRST_ROW)),
    Screen("account-edit", "/accounts/", (ENTERPRISE, FIRST_ROW, "main .acts a[href*='edit']")),
    Screen("account-activity", "/accounts/1002/activity/"),
    Screen("account-certificates", "/accounts/1002/certificates/"),
    Screen("account-unlock", "/accounts/1002/unlock/"),
    Screen("account-dormant", "/accounts/1001/dormant/"),
    Screen("account-register", "/accounts/add/"),
    Screen("account-searches", "/accounts/searches/"),
    Screen("account-export", "/accounts/export/"),
    Screen("enterprise", "/accounts/enterprises/501/"),
    Screen("find", "/find/?q=an"),
    Screen("roles", "/roles/"),
    Screen("role", "/roles/", ("main tbody tr:nth-child(3) th a",)),
    Screen("role-edit", "/roles/2/edit/"),
    Screen("roles-compared", "/roles/compare/?id=2&id=3"),
    Screen("operators", "/operators/"),
    Screen("operator-log", "/operator-log/"),
    Screen("operator-log-entry", "/operator-log/?activity=ADMIN_ACTIVITY_UPDATED", (FIRST_ROW,)),
    Screen("profile-signinghub", "/profile/signinghub/"),
    Screen("connectors", "/configuration/connectors/"),
    Screen("connector", "/configuration/connectors/1/"),
    Screen("connector-add", "/configuration/connectors/add/"),
    Screen("connector-add-saml", "/configuration/connectors/add/?provider=SAML"),
    Screen("connector-edit", "/configuration/connectors/8/edit/"),
    Screen("connector-delete", "/configuration/connectors/1/delete/"),
    Screen("profiles", "/configuration/profiles/"),
    Screen("profiles-authentication", "/configuration/profiles/authentication/"),
    Screen("profile-signing", "/configuration/profiles/signing/1/"),
    Screen("profile-authentication-edit", "/configuration/profiles/authentication/2/edit/"),
    Screen("service-plans", "/configuration/service-plans/"),
    Screen("service-plan", "/configuration/service-plans/5/"),
    Screen("service-plan-edit", "/configuration/service-plans/5/edit/"),
    Screen("service-plans-compared", "/configuration/service-plans/compare/?id=4&id=5"),
    Screen("licence", "/configuration/license/"),
    Screen("licence-upload", "/configuration/license/upload/"),
    Screen("settings", "/configuration/settings/"),
    Screen("settings-section", "/configuration/settings/session-and-links-expiry-time/"),
    Screen("service-agreement", "/configuration/service-agreements/2/"),
    Screen("service-agreement-edit", "/configuration/service-agreements/2/edit/"),
    Screen("branding", "/configuration/branding/"),
    Screen("branding-edit", "/configuration/branding/edit/"),
    Screen("service-agreements", "/configuration/service-agreements/"),
    Screen("instances", "/configuration/instances/"),
    Screen("integrations", "/configuration/integrations/"),
    Screen("integration-secret", "/configuration/integrations/2/new-secret/"),
    Screen("transactions", "/billing/transactions/"),
    Screen("statistics", "/statistics/"),
    Screen("statistics-signatures", "/statistics/signatures/"),
    Screen("statistics-over-time", "/statistics/signatures-over-time/?range=quarter"),
    Screen("statistics-by-user", "/statistics/documents-by-user/"),
    Screen("transaction", "/billing/transactions/", (FIRST_ROW,)),
    Screen("billings", "/billing/payments/"),
    Screen("billing", "/billing/payments/", (FIRST_ROW,)),
    Screen("billing-reset", "/billing/payments/reset/?failed_payments=true"),
    Screen("manual-payment", "/billing/payments/add/?owner=o.kovalchuk@nordlicht.example"),
    Screen("advanced-reports", "/reports/advanced/"),
    Screen("advanced-report-workspace", "/reports/advanced/", (FIRST_ROW,)),
    Screen("people", "/people/"),
    Screen("person", "/people/2/"),
    Screen("effective-permissions", "/people/2/permissions/"),
    Screen("console-role-edit", "/people/roles/2/edit/"),
    Screen("credentials", "/credentials/"),
    Screen("credential", "/credentials/1/"),
    Screen("credential-replace", "/credentials/1/replace/"),
    Screen("passwords", "/passwords/"),
    Screen("sessions", "/people/sessions/"),
    Screen("environment", "/environments/demo/"),
    Screen("profile", "/profile/"),
    Screen("not-found", "/no-such-page/"),
    Screen("audit", "/audit/", person=AUDITOR),
    Screen("audit-export", "/audit/export/", person=AUDITOR),
    Screen("audit-entry", "/audit/?title=Update", (FIRST_ROW,), person=AUDITOR),
)
MANNERS = (
    Manner(""),
    Manner("-dark", scheme="dark"),
    Manner("-phone", window=PHONE),
    Manner("-arabic", language="ar"),
)


def main() -> None:
    """Photograph everything, in every manner."""
    parser = argparse.ArgumentParser(description="Photograph the screens of a demo.")
    parser.add_argument("--address", default="http://localhost:8000")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "screenshots")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with running_demo(options.address), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for manner in MANNERS:
            photograph(browser, options.address, manner, options.to)
        browser.close()


def chromium() -> str:
    """The browser: the path in CHROMIUM, else the first of the usual names."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (path := which(name)):
            return path
    sys.exit("docs/screenshots.py: Chromium is missing; install it or put its path in CHROMIUM.")


@contextmanager
def running_demo(address: str) -> Iterator[None]:
    """The demo at this address: the one that runs there already, or one of our own for as long as it is needed."""
    port = urlsplit(address).port or 80
    if answers(port):
        yield
        return
    command = [sys.executable, str(ROOT / "demo.py"), "--port", str(port)]
    demo = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
    try:
        # It ends its announcement with this line, or it ends.
        if not any(line.startswith("Logs are in") for line in demo.stdout or ()):
            sys.exit("docs/screenshots.py: the demo did not start.")
        yield
    finally:
        demo.terminate()
        demo.wait()


def answers(port: int) -> bool:
    """Whether anything listens on this port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def photograph(browser: Browser, address: str, manner: Manner, folder: Path) -> None:
    """All screens in one manner, each as the person who may see it; the door first."""
    for person in PASSWORD_FILES:
        photograph_as(person, browser, address, manner, folder)


def photograph_as(person: str, browser: Browser, address: str, manner: Manner, folder: Path) -> None:
    """All screens of one person in one manner."""
    context = browser.new_context(
        viewport=manner.window, color_scheme=manner.scheme, locale=manner.language, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{address}/signin/")
    if person == ADMINISTRATOR and manner.language == "en" and manner.scheme == "light":
        take(page, folder / f"sign-in{manner.suffix}.png")
    sign_in(page, address, person)
    if person == ADMINISTRATOR and manner == MANNERS[0]:
        change_something(page, address)
    speak(page, address, manner.language)
    for screen in (screen for screen in SCREENS if screen.person == person):
        page.goto(address + screen.path)
        for selector in screen.follow:
            page.goto(urljoin(page.url, page.locator(selector).first.get_attribute("href") or "/"))
        take(page, folder / f"{screen.name}{manner.suffix}.png")
    speak(page, address, "en")
    context.close()


def sign_in(page: Page, address: str, person: str) -> None:
    """Through the page, as a person does."""
    page.locator("#id_email, [name=email]").first.fill(person)
    page.locator("[name=password]").first.fill((ROOT / PASSWORD_FILES[person]).read_text(encoding="utf-8").strip())
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url(lambda url: not url.startswith(f"{address}/signin/"))


def change_something(page: Page, address: str) -> None:
    """Edit an account, so that the audit has a before and an after to show."""
    page.goto(f"{address}/accounts/1001/edit/")
    page.locator("[name=job_title]").fill("Head of signing")
    for step in ("review", "save"):
        page.locator(f"main button[name=step][value={step}]").first.click()
        page.wait_for_load_state()


def speak(page: Page, address: str, language: str) -> None:
    """Choose the language on the profile page; the language decides the writing direction."""
    page.goto(f"{address}/profile/")
    choice = page.locator("main select[name=language]")
    if choice.input_value() != language:
        choice.select_option(language)
        page.locator("main form:has(select[name=language]) [type=submit]").first.click()
        page.wait_for_load_state()


def take(page: Page, path: Path) -> None:
    """Wait for the parts that load by themselves and for the fonts, then photograph the window."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    picture = Image.open(io.BytesIO(page.screenshot()))
    # A screen has few colours: with 256 of them a file is a third as large, and looks the same.
    picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
