// The box that finds things: arrows walk through what was found, typing goes on where it was, Escape gives the focus back.
const boxOf = (element) => element.closest?.("[data-find-box]");
const inputOf = (box) => box.querySelector("input[type=search]");

/** Go to the box, opening it where it is a dialog; false where the page has none. */
export function goToFind() {
  const box = document.querySelector("[data-find-box]");
  if (!box) return false;
  const input = inputOf(box);
  if (box.localName === "dialog" && !box.open) {
    box.showModal();
    // What is there before anything is typed, or was found for what is still typed.
    if (!box.querySelector(".found a")) input.dispatchEvent(new Event("find"));
  }
  input.focus();
  input.select();
  return true;
}

document.addEventListener("click", (event) => {
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
  if (isPlain && event.target.closest("[data-find]") && goToFind()) event.preventDefault();
  // The dialog itself is hit only outside of what it holds: on its backdrop.
  if (event.target.closest("[data-find-close]") || event.target.matches("dialog[data-find-box]")) boxOf(event.target).close();
});

document.addEventListener("keydown", (event) => {
  const box = boxOf(event.target);
  if (!box || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const input = inputOf(box);
  const stops = [input, ...box.querySelectorAll(".found a")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    stops.at((stops.indexOf(event.target) + step) % stops.length).focus();
  } else if (event.key === "Escape" && box.open) {
    // A search field would only be emptied.
    event.preventDefault();
    box.close();
  } else if (event.target.closest(".found") && (event.key.length === 1 || event.key === "Backspace")) {
    input.focus();
  }
});

document.addEventListener("htmx:afterSettle", ({ target }) => {
  const box = boxOf(target);
  if (!box) return;
  // What was under the focus is gone.
  if (document.activeElement === document.body) inputOf(box).focus();
  box.querySelector("[data-find-said]").textContent = [...box.querySelectorAll("[data-said]")].map((part) => part.dataset.said).join(" ");
});

// A failure is told in the page's notices, which a dialog covers; a part tells its own in its place.
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, ({ target, detail }) => {
    const box = boxOf(target);
    if (box?.open && detail.xhr?.getResponseHeader("HX-Retarget") !== "#part-find-accounts") box.close();
  });
}

// On the page of the box, what was asked for is ready to be typed over.
document.querySelector("[data-find-box] input[autofocus]")?.select();
