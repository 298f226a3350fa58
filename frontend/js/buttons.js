// Buttons: busy while their form is on its way, copying, the width of the menu, and `command` where it is not known yet.
import { say } from "./toasts.js";

const isNative = "commandForElement" in HTMLButtonElement.prototype;
const commands = {
  "show-modal": (target) => target.showModal(),
  close: (target) => target.close(),
  "toggle-popover": (target) => target.togglePopover(),
  "show-popover": (target) => target.showPopover(),
  "hide-popover": (target) => target.hidePopover(),
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  // A second press while the first is on its way would be a second act. Downloads leave the page as it is.
  if (form.dataset.sending) {
    event.preventDefault();
    return event.stopPropagation();
  }
  if (form.hasAttribute("data-download")) return;
  form.dataset.sending = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  // Whoever stopped the page from loading may press again.
  setTimeout(() => release(form), 15_000);
}, { capture: true });

document.addEventListener("htmx:afterRequest", ({ target }) => {
  const form = target.closest?.("form");
  if (form) release(form);
});

function release(form) {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  if (button.matches("[data-copy]")) copy(document.querySelector(button.dataset.copy), button.dataset.copied);
  if (button.matches("[data-menu-width]")) turnMenu();
  if (button.matches("[data-print]")) print();
  if (!isNative && button.matches("[commandfor]")) {
    commands[button.getAttribute("command")]?.(document.getElementById(button.getAttribute("commandfor")));
  }
});

async function copy(source, words) {
  if (!source) return;
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    if (words) say(words);
  } catch {
    // The browser refuses (no permission, plain http): marked text can be copied by hand.
    getSelection().selectAllChildren(source);
  }
}

/** A cookie, because the server draws the next page and so nothing jumps. */
function turnMenu() {
  const root = document.documentElement;
  const isNarrow = root.dataset.nav === "icons";
  if (isNarrow) delete root.dataset.nav;
  else root.dataset.nav = "icons";
  document.cookie = `menu=${isNarrow ? "wide" : "icons"}; path=/; max-age=31536000; samesite=lax`;
}
