// Toasts go after eight seconds, but never while somebody points at one or has the focus in it.
const region = document.getElementById("toasts");
const SECONDS = 8;

/** Show a few words at the foot of the page. */
export function say(words) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = words;
  region?.append(toast);
}

function dismiss(element) {
  const hadFocus = element.contains(document.activeElement);
  element.remove();
  if (hadFocus) document.getElementById("main")?.focus({ preventScroll: true });
}

function goLater(toast) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? goLater(toast) : dismiss(toast)), SECONDS * 1000);
}

document.addEventListener("click", ({ target }) => {
  const message = target.closest("[data-dismiss]")?.closest(".toast, .notice");
  if (message) dismiss(message);
});

if (region) {
  const here = [...region.querySelectorAll(".toast")];
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node.matches?.(".toast")) goLater(node);
  }).observe(region, { childList: true });
  // Screen readers announce what is added to a live region, not what a page came with.
  requestAnimationFrame(() => region.append(...here));
}
