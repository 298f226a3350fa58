// Forms with data-guard: leaving with unsaved changes asks first. data-guard="changed" counts as changed from the start.
const asItWas = new WeakMap();
const leaving = new WeakSet();

function written(form) {
  return JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
}

function remember(root) {
  for (const form of root.querySelectorAll("form[data-guard]")) {
    if (!asItWas.has(form)) asItWas.set(form, form.dataset.guard === "changed" ? null : written(form));
  }
}

function isChanged(form) {
  return !leaving.has(form) && asItWas.has(form) && asItWas.get(form) !== written(form);
}

remember(document);
document.addEventListener("htmx:afterSettle", () => remember(document));
document.addEventListener("submit", ({ target }) => leaving.add(target));
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  const form = target.closest?.("form[data-guard]");
  if (!form || !leaving.delete(form)) return;
  if (detail.successful) asItWas.set(form, written(form));
});
addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-guard]")].some(isChanged)) event.preventDefault();
});
