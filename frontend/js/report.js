// One Power BI report. The token carries rights to data: it comes by POST, stays in this module's memory and goes to the
// frame alone, which the page's policy lets be nothing but Power BI's.
import * as pbi from "powerbi-client";

// In milliseconds: how long a frame may take to say anything, and how soon a fresh token that ends again is a fault.
const PATIENCE = 30_000;
const TOO_SOON = 60_000;

const place = document.getElementById("report");
const loading = document.getElementById("report-loading");
const problem = document.getElementById("report-problem");
const service = new pbi.service.Service(pbi.factories.hpmFactory, pbi.factories.wpmpFactory, pbi.factories.routerFactory);

let report = null;
let renewAfter = 0;
let renewedAt = 0;
let timer = 0;
let waiting = 0;
let renewing = null;

/** Ask for a token; throws the name of the problem to say. */
async function token() {
  let answer;
  try {
    const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] };
    answer = await fetch(place.dataset.tokenUrl, { method: "POST", headers, redirect: "manual", cache: "no-store" });
  } catch {
    throw new Error("token");
  }
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new Error("signedout");
  if (answer.status === 403 || answer.status === 404) throw new Error("refused");
  if (!answer.ok || !answer.headers.get("content-type")?.startsWith("application/json")) throw new Error("token");
  const { token: fresh, renew_after } = await answer.json();
  renewAfter = renew_after * 1000;
  renewedAt = Date.now();
  clearTimeout(timer);
  timer = setTimeout(renew, renewAfter);
  return fresh;
}

/** Show the report from the beginning. */
async function show() {
  say(null);
  loading.hidden = false;
  stop();
  try {
    embed(await token());
  } catch (error) {
    fail(known(error) ?? "host");
  }
}

function embed(accessToken) {
  const { report: id, embedUrl, title } = place.dataset;
  report = service.embed(place, { type: "report", id, embedUrl, accessToken, tokenType: pbi.models.TokenType.Embed });
  report.setComponentTitle(title);
  place.querySelector("iframe").title = title;
  waiting = setTimeout(() => fail("frame"), PATIENCE);
  report.on("loaded", loaded);
  report.on("error", ({ detail }) => {
    if (detail?.message === "TokenExpired") expired();
    else if (!loading.hidden) fail("frame");
  });
}

function loaded() {
  clearTimeout(waiting);
  loading.hidden = true;
  say(null);
}

/** Another token in time, without the report noticing. One at once is enough. */
function renew() {
  renewing ??= fresh().finally(() => (renewing = null));
  return renewing;
}

async function fresh() {
  try {
    await report.setAccessToken(await token());
    return true;
  } catch (error) {
    fail(known(error) ?? "expired");
    return false;
  } finally {
    // The client writes the token into the page.
    place.removeAttribute("powerbi-access-token");
  }
}

/** The token ended before we thought, as after a sleep: another one, and the report again. */
async function expired() {
  if (renewing) return;
  if (Date.now() - renewedAt < TOO_SOON) return fail("expired");
  if (await renew()) await report.reload();
}

function fail(name) {
  stop();
  loading.hidden = true;
  say(name);
}

function stop() {
  clearTimeout(waiting);
  clearTimeout(timer);
  if (report) service.reset(place);
  report = null;
}

function say(name) {
  problem.hidden = name === null;
  for (const words of problem.querySelectorAll("[data-problem]")) words.hidden = words.dataset.problem !== name;
}

function known(error) {
  return problem.querySelector(`[data-problem="${CSS.escape(error?.message ?? "")}"]`) ? error.message : null;
}

document.getElementById("report-retry").addEventListener("click", show);
// A hidden tab's timers sleep with it.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && report && Date.now() - renewedAt >= renewAfter) renew();
});
// A frame that refuses the token while it loads says so in a promise of the client's that nobody waits for.
addEventListener("unhandledrejection", (event) => {
  const { message, errorCode } = event.reason?.body ?? event.reason ?? {};
  if (message !== "TokenExpired" && errorCode === undefined) return;
  event.preventDefault();
  fail(message === "TokenExpired" ? "expired" : "frame");
});
addEventListener("pagehide", stop);
show();
