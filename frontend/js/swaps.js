// What htmx leaves to us: the keyboard's place after a swap, notices of failures, and a fresh CSRF token.
const notices = document.getElementById("notices");
let place = null;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const isPart = detail.target?.hasAttribute("data-part");
  // A part that loads by itself is no answer to what the person did, so it takes no notice away.
  if (!detail.isError && detail.target !== notices && !isPart) notices?.replaceChildren();
  const active = document.activeElement;
  place = detail.target?.contains(active) ? { id: active.id, name: active.name, tag: active.localName, words: wordsOf(active), part: isPart && detail.target.id } : null;
  // A browser lays the old and the new out together to take the focus from what goes; where nothing is typed it can go first.
  if (place && active.matches("a, button")) active.blur();
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  renewToken(detail.elt);
  // htmx itself keeps the place of an element with an id; without one, the focus would fall to the top of the page.
  if (place && document.activeElement === document.body) (again(place) ?? document.getElementById(place.part || "main"))?.focus({ preventScroll: true });
  place = null;
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ target }) => {
    if (target.matches?.("[data-part][aria-busy]")) return sayUnreached(target);
    const template = document.getElementById("no-answer");
    if (template) notices?.replaceChildren(template.content.cloneNode(true));
  });
}

/** A part whose first request reached nobody says so in its place, with a way to try again. */
function sayUnreached(part) {
  const words = part.querySelector("template")?.content.firstElementChild.cloneNode(true);
  part.removeAttribute("aria-busy");
  // In a row of a list, what was reported last goes on standing there.
  if (!words) return;
  part.querySelector("[role=status]")?.remove();
  part.querySelector(".ghost")?.replaceWith(words);
  htmx.process(words);
}

function wordsOf(element) {
  return element.getAttribute("aria-label") ?? element.textContent.trim();
}

function again({ id, name, tag, words }) {
  if (id) return document.getElementById(id);
  return [...document.querySelectorAll(`main ${tag}`)].find((one) => (name ? one.name === name : words && wordsOf(one) === words));
}

/** Signing in renews the token; a form that came with the swap holds the new one. */
function renewToken(element) {
  const token = element?.querySelector?.("input[name=csrfmiddlewaretoken]")?.value;
  if (token) document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
}
