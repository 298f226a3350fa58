"""A Power BI report in a real browser, with a stand-in for Power BI's page that speaks its protocol."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from sandbox.answers.advanced_reports import REPORTS, WORKSPACES
from tests.browser.conftest import POWER_BI

WORKSPACE = next(iter(WORKSPACES))
REPORT = next(iter(REPORTS[WORKSPACE]))
VIEWER = f"/reports/advanced/{WORKSPACE}/reports/{REPORT}/"
# What the vendor's page answers to the messages of its client, and the events it sends.
HOST = """<!doctype html><html lang="en"><title>Power BI</title><body><h1>A report</h1><script>
const seen = { tokens: [], loads: 0, refuses: %(refuses)s };
let uid = "";
const EXPIRED = { message: "TokenExpired", detailedMessage: "Access token has expired", errorCode: "403", level: 6 };
function send(name, body) {
  const url = `/reports/${uid}/events/${name}`;
  parent.postMessage({ method: "POST", url, headers: { id: name + Date.now() }, body }, "*");
}
addEventListener("message", ({ data, source }) => {
  if (!data || data.statusCode !== undefined || !data.url) return;
  const answer = (statusCode, body) => source.postMessage({ statusCode, headers: { id: data.headers.id }, body }, "*");
  if (data.url === "/report/load") {
    uid = data.headers.uid ?? data.body.uniqueId;
    // Loaded again, the client sends the token that it was given last.
    if (!seen.tokens.includes(data.body.accessToken)) seen.tokens.push(data.body.accessToken);
    seen.loads += 1;
    seen.config = { id: data.body.id, tokenType: data.body.tokenType };
    if (seen.refuses) return answer(403, EXPIRED);
    answer(202, null);
    send("loaded", {});
    send("rendered", {});
  } else if (data.url === "/report/token") {
    seen.tokens.push(data.body);
    answer(200, null);
  } else answer(200, null);
});
</script></body></html>"""


class PowerBi:
    """The stand-in behind the vendor's real host name."""

    def __init__(self, context: BrowserContext) -> None:
        self.is_out_of_reach = self.refuses = False
        context.route(f"{POWER_BI}**", self.answer)

    def answer(self, route: Route) -> None:
        if self.is_out_of_reach:
            return route.abort()
        return route.fulfill(
            body=HOST % {"refuses": str(self.refuses).lower()}, headers={"Content-Type": "text/html; charset=utf-8"}
        )


@pytest.fixture
def power_bi(context) -> PowerBi:
    """Power BI, as long as the test lasts."""
    return PowerBi(context)


def frame_of(page):
    return next(frame for frame in page.frames if frame.url.startswith(POWER_BI))


def seen(page):
    return frame_of(page).evaluate("seen")


def given(page, count):
    """Wait until the frame was given so many tokens, each another, and nothing of them is in the page."""
    frame_of(page).wait_for_function("count => seen.tokens.length >= count", arg=count)
    page.wait_for_function("() => !document.querySelector('#report').hasAttribute('powerbi-access-token')")
    tokens = seen(page)["tokens"]
    assert len(tokens) == len(set(tokens)) == count
    kept = page.evaluate("[document.documentElement.outerHTML, location.href, JSON.stringify(history.state)].join()")
    kept += page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert not [token for token in tokens if token in kept]


def test_a_report_gets_its_tokens_in_time_after_a_sleep_and_when_one_ended(signed_in, live_server, power_bi, sandbox):
    page = signed_in
    page.clock.install()
    page.goto(f"{live_server.url}{VIEWER}")
    expect(page.frame_locator("#report iframe").get_by_role("heading", name="A report")).to_be_visible()
    expect(page.locator("#report iframe")).to_have_attribute("title", "Signatures by month")
    given(page, 1)
    assert seen(page)["config"] == {"id": REPORT, "tokenType": 1}
    expect(page.locator("#report-loading")).to_be_hidden()
    # By the timer.
    page.clock.fast_forward("46:00")
    given(page, 2)
    # The tab slept: time went on, its timers did not.
    page.clock.set_system_time(page.evaluate("Date.now() + 46 * 60_000"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    given(page, 3)
    # Power BI says that it ended.
    page.clock.fast_forward("02:00")
    frame_of(page).evaluate("send('error', EXPIRED)")
    given(page, 4)
    frame_of(page).wait_for_function("seen.loads === 2")
    expect(page.locator("#report-problem")).to_be_hidden()
    # And that the fresh one ended at once, which another one would not mend.
    frame_of(page).evaluate("send('error', EXPIRED)")
    expect(page.get_by_role("alert").filter(has_text="does not accept the token")).to_be_visible()
    assert page.locator("#report iframe").count() == 0
    # SigningHub no longer lets them.
    sandbox.faults.add("operation=getPowerBiEmbedToken kind=fail status=403 times=1")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("SigningHub does not let you see this report.")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.frame_locator("#report iframe").get_by_role("heading", name="A report")).to_be_visible()
    given(page, 1)
    assert [asked.operation for asked in sandbox.requests].count("getPowerBiEmbedToken") == 6


def test_a_frame_that_does_not_load_says_so_and_is_tried_again(signed_in, live_server, power_bi, context, settings):
    page = signed_in
    page.clock.install()
    power_bi.is_out_of_reach = True
    page.goto(f"{live_server.url}{VIEWER}")
    expect(page.locator("#report iframe")).to_have_count(1)
    page.clock.fast_forward("00:31")
    expect(page.get_by_text("The report did not load from app.powerbi.com.")).to_be_visible()
    power_bi.is_out_of_reach, power_bi.refuses = False, True
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("does not accept the token, also not a fresh one")).to_be_visible()
    power_bi.refuses = False
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("You are no longer signed in")).to_be_visible()


def test_a_host_that_is_none_of_power_bis_is_not_given_a_token(signed_in, live_server, signinghub):
    signinghub.powerbi_host = "reports.example.org"
    signinghub.save()
    signed_in.goto(f"{live_server.url}{VIEWER}")
    expect(signed_in.get_by_text("reports.example.org is no host of Power BI")).to_be_visible()
    assert signed_in.locator("#report iframe").count() == 0
